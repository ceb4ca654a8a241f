import { afterEach, expect, test, vi } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../src/keras/utf8.ts";

const texts = [
  "",
  "layers/gru/cell/vars/0",
  '{"%41": "100 %"}',
  "größer, 日本語, 🌊",
  "\u0000\u007f\u0080\u07ff\u0800\uffff",
];

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each(texts)("%j is the same bytes with TextEncoder and without, as in an AudioWorklet", (text) => {
  const bytes = encodeUtf8(text);
  expect(Buffer.compare(bytes, Buffer.from(text))).toBe(0);
  expect(decodeUtf8(bytes)).toBe(text);
  vi.stubGlobal("TextEncoder", undefined);
  vi.stubGlobal("TextDecoder", undefined);
  expect(encodeUtf8(text)).toEqual(bytes);
  expect(decodeUtf8(bytes)).toBe(text);
});
