import { expect } from "vitest";

/** Requires of the value of an expression that it is what the comment behind it says. */
export function claim(actual: unknown, expected: unknown): void {
  expect(ArrayBuffer.isView(actual) ? Array.from(actual as Float32Array) : actual).toEqual(expected);
}
