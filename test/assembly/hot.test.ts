import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const functions = readFileSync("build/kernels.wat", "utf8").split("\n (func $").slice(1);

/** The innermost loops of a function: from a `loop` to the branch back to it, with no other `loop` between. */
function innerLoops(text: string): string[] {
  return [...text.matchAll(/loop (\$\S+)((?:(?!loop \$)[\s\S])*?)br(?:_if)? \1\n/g)].map((match) => match[2]!);
}

const ZERO = /v128\.const i32x4( 0x00000000){4}/g;

describe("the vector loops of the matrix and recurrent kernels, in build/kernels.wat", () => {
  const loops = functions
    .filter((text) => /^assembly\/(tile|row|outer|recurrent|gru|lstm|simple-rnn)\//.test(text))
    .flatMap(innerLoops)
    .filter((loop) => /v128\.(store|load)/.test(loop));

  test("are found", () => {
    for (const name of ["tile/tile4", "row/strip", "outer/addOuter", "gru/update", "lstm/update"]) {
      expect(functions.filter((text) => text.startsWith(`assembly/${name}`)).length, name).toBeGreaterThan(0);
    }
    expect(loops.length).toBeGreaterThan(12);
    expect(loops.filter((loop) => loop.includes("f32x4.div")).length).toBeGreaterThan(4);
  });

  test("call nothing", () => {
    expect(loops.filter((loop) => /\bcall/.test(loop))).toEqual([]);
  });

  test("hold no literal but zero, as V8 builds others again at each use", () => {
    expect(loops.filter((loop) => loop.replace(ZERO, "").includes("v128.const"))).toEqual([]);
  });
});
