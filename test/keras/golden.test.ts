import { describe, expect, test } from "vitest";
import { failure, goldenCases } from "../golden/case.ts";

/** Intended differences, as docs/keras.md lists them. */
const DIFFERENT = [
  // The inputs of a call must hold the same number of samples.
  /^ops\.dot of 2D$/,
];

describe.each(["recurrent", "bidirectional", "cells", "layers", "operations", "models"])("golden: %s", (topic) => {
  test("every case gives Keras's numbers", () => {
    const cases = goldenCases(topic).filter(({ name }) => !DIFFERENT.some((pattern) => pattern.test(name)));
    expect(cases.length).toBeGreaterThan(0);
    const failures = cases.flatMap((one) => {
      const found = failure(one);
      return found === undefined ? [] : [`${one.name}: ${found}`];
    });
    expect(failures).toEqual([]);
  }, 300_000);
});
