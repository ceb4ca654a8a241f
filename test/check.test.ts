import { describe, expect, test } from "vitest";
import { bytesOf, formatShape, formatValue, wrongType } from "../src/check.ts";

describe("what an error prints of a value", () => {
  test("is the value where that is short", () => {
    expect(formatValue(["a", [1, 2n, null], { b: 1 }, Math.max])).toBe(
      '["a", [1, 2n, null], an object, the function max]',
    );
  });

  test("is the beginning of long strings, lists and shapes", () => {
    const long = formatValue("x".repeat(1e6));
    expect([long.slice(0, 4), long.at(-1), long.length]).toEqual(['"xxx', "…", 201]);
    expect(formatValue(new Array(1e6).fill(1))).toBe(`[${"1, ".repeat(20)}…]`);
    const nested = new Array(1000).fill(new Array(1000).fill("abc"));
    expect(formatValue(nested)).toMatch(/^\[\["abc", .{170,200}…$/);
    expect(formatShape(new Array(1e5).fill(1)).length).toBe(201);
  });

  test("ends where a list holds itself", () => {
    const list: unknown[] = [];
    list.push(list);
    expect(formatValue(list)).toBe("[[[[[…]]]]]");
  });

  test("has the article that goes with a name", () => {
    const printed = [new ArrayBuffer(1), new Int8Array(1), new Uint8Array(1), new Error(), new Map()].map(formatValue);
    expect(printed).toEqual(["an ArrayBuffer", "an Int8Array", "a Uint8Array", "an Error", "a Map"]);
  });
});

describe("bytesOf", () => {
  const rule = "bytes must be bytes";

  test("gives a view, and none of memory that was handed over", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(bytesOf("here", rule, bytes.subarray(1))).toEqual(Uint8Array.of(2, 3));
    expect(bytesOf("here", rule, bytes.buffer)).toEqual(bytes);
    const { buffer } = bytes;
    structuredClone(buffer, { transfer: [buffer] });
    expect(bytesOf("here", rule, bytes).length).toBe(0);
    expect(bytesOf("here", rule, buffer).length).toBe(0);
  });

  test("refuses all else", () => {
    expect(() => bytesOf("here", rule, [1])).toThrow(wrongType("here", rule, [1]));
  });
});
