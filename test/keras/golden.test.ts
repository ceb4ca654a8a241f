import { describe, expect, test } from "vitest";
import { failure, goldenCases } from "../golden/case.ts";

describe.each(["recurrent", "bidirectional", "cells", "layers", "operations"])("golden: %s", (topic) => {
  test("every case gives Keras's numbers", () => {
    const cases = goldenCases(topic);
    expect(cases.length).toBeGreaterThan(0);
    const failures = cases.flatMap((one) => {
      const found = failure(one);
      return found === undefined ? [] : [`${one.name}: ${found}`];
    });
    expect(failures).toEqual([]);
  }, 300_000);
});
