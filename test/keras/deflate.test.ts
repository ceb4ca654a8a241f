import { constants, deflateRawSync, deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { inflateRaw, inflateZlib } from "../../src/keras/deflate.ts";
import { random } from "../../src/random.ts";
import { fixture } from "./fixtures/fixture.ts";

const { uniform } = random(1);
const noise = Uint8Array.from({ length: 70_000 }, () => uniform() * 256);

const contents: Readonly<Record<string, Uint8Array>> = {
  nothing: new Uint8Array(),
  "one byte": Uint8Array.of(7),
  zeros: new Uint8Array(300_000),
  "few symbols": noise.map((byte) => byte & 3),
  "bytes that do not pack": noise,
  "a model": fixture("float32.keras"),
  "the letters of a text": new TextEncoder().encode("abcdefghij".repeat(4000)),
};
const { Z_DEFAULT_STRATEGY, Z_FIXED, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
const strategies = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED];

describe("inflateRaw", () => {
  test.each(Object.entries(contents))(
    "unpacks %s as zlib has packed it, at any level and by any strategy",
    (_, bytes) => {
      for (const level of [0, 1, 6, 9]) {
        for (const strategy of strategies) {
          const out = new Uint8Array(bytes.length);
          expect(inflateRaw(deflateRawSync(bytes, { level, strategy }), out)).toBe(bytes.length);
          expect(Buffer.compare(out, bytes)).toBe(0);
        }
      }
    },
  );

  test.each(Object.entries(contents))("tells that %s is more than there is room for", (_, bytes) => {
    if (bytes.length === 0) return;
    for (const level of [0, 1, 9]) {
      const out = new Uint8Array(bytes.length - 1);
      expect(inflateRaw(deflateRawSync(bytes, { level }), out)).toBeGreaterThan(out.length);
      expect(Buffer.compare(out, bytes.subarray(0, -1))).toBe(0);
    }
  });

  test("refuses what was cut off", () => {
    for (const [name, bytes] of Object.entries(contents)) {
      for (const level of [0, 9]) {
        const packed = deflateRawSync(bytes, { level });
        for (const kept of [0, 1, packed.length >> 1, packed.length - 1]) {
          if (kept >= packed.length) continue;
          const unpack = (): number => inflateRaw(packed.subarray(0, kept), new Uint8Array(bytes.length));
          expect(unpack, `${name}, ${kept} bytes of ${packed.length}`).toThrow(/^unexpected EOF$/);
        }
      }
    }
  });

  test.each([
    ["a block of no type", [0b111], "invalid block type"],
    // Fixed codes: the length 3, which is 0000001, and the distance 1, which is 00000, with nothing before it.
    ["a distance to before the beginning", [0b00000_011, 0b00000_010, 0], "invalid distance"],
    ["a code that none of its symbols has", [0b101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "invalid length/literal"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => inflateRaw(Uint8Array.from(bytes), new Uint8Array(9))).toThrow(message);
  });

  test("ends on any damage", () => {
    const packed = deflateRawSync(contents["a model"]!);
    const out = new Uint8Array(contents["a model"]!.length);
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const damaged = Uint8Array.from(packed);
      damaged[Math.floor(uniform() * packed.length)]! ^= 1 << Math.floor(uniform() * 8);
      try {
        inflateRaw(damaged, out);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(unexpected EOF|invalid (block type|distance|length\/literal))$/);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

describe("inflateZlib", () => {
  test("unpacks what zlib has packed", () => {
    const out = new Uint8Array(noise.length);
    expect(inflateZlib(deflateSync(noise), out)).toBe(noise.length);
    expect(Buffer.compare(out, noise)).toBe(0);
  });

  test.each([
    ["nothing", []],
    ["another method", [0x79, 0x9c]],
    ["a header whose check fails", [0x78, 0x9d]],
    ["a dictionary", [0x78, 0xbb]],
  ])("refuses %s", (_, bytes) => {
    expect(() => inflateZlib(Uint8Array.from([...bytes, 3, 0, 0, 0, 0, 1]), new Uint8Array(1))).toThrow(
      "invalid zlib data",
    );
  });
});
