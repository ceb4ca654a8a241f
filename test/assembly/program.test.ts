import { describe, expect, test } from "vitest";
import { type KernelName, kernelNames } from "../../src/wasm/kernels.ts";
import { ADD, NEGATIVE, SQUARE } from "../../src/wasm/tags.ts";
import { Arena, builds } from "../contract/kernel.ts";

type Words = readonly number[];

const LOOP = 0;

/** A WebAssembly function of `count` integers that calls `record`: a module that exports what it imports. */
function functionOf(count: number, record: (...words: number[]) => void): unknown {
  const type = [1, count + 4, 1, 0x60, count, ...Array(count).fill(0x7f), 0];
  const imported = [2, 7, 1, 1, 0x65, 1, 0x66, 0, 0];
  const exported = [7, 5, 1, 1, 0x66, 0, 0];
  const module = new WebAssembly.Module(
    Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...type, ...imported, ...exported]),
  );
  const { f } = new WebAssembly.Instance(module, { e: { f: record } }).exports;
  return f;
}

describe.each(builds)("run, $name build", (build) => {
  const first = build.exports.table.grow(kernelNames.length);
  kernelNames.forEach((name, i) => {
    build.exports.table.set(first + i, build.exports[name]);
  });

  const call = (kernel: KernelName, ...words: Words): Words => [
    first + kernelNames.indexOf(kernel),
    words.length,
    ...words,
  ];
  const loop = (times: number, moves: readonly (readonly [number, number])[], body: Words): Words => [
    LOOP,
    times,
    body.length,
    moves.length,
    ...moves.flat(),
    ...body,
  ];
  // y[0] += x[0], a call whose words 8 and 13 are the addresses of its operands.
  const add = (x: number, y: number): Words => call("binary", ADD, 1, 1, 1, 1, y, 0, 0, 0, 0, x, 0, 0, 0, 0, y);
  const OPERAND = 12;

  /** Runs the rows and returns the offset in words of the one that met bad data, or -1. */
  const run = (arena: Arena, ...rows: readonly Words[]) => {
    const program = rows.flat();
    const start = arena.output(program.length);
    const words = new Int32Array(build.exports.memory.buffer, start, program.length);
    words.set(program);
    const fault = build.exports.run(start, start + 4 * program.length);
    arena.intact();
    expect(Array.from(words)).toEqual(program);
    return fault && (fault - start) / 4;
  };

  test("does nothing with an empty program", () => {
    expect(run(new Arena(build))).toBe(0);
  });

  test("calls kernels in the order of their rows", () => {
    const arena = new Arena(build);
    const x = arena.input([1, 2, 3]);
    const y = arena.output(3);
    expect(run(arena, call("unary", NEGATIVE, 3, x, y), call("unary", SQUARE, 3, y, y), add(x, y))).toBe(0);
    expect(Array.from(arena.read(y))).toEqual([2, 4, 9]);
  });

  const counts = [...new Set(kernelNames.map((name) => build.exports[name].length))];
  test.each(counts)("passes the %i arguments of a kernel that takes so many, in order", (count) => {
    const calls: number[][] = [];
    const index = build.exports.table.grow(1);
    build.exports.table.set(
      index,
      functionOf(count, (...words) => calls.push(words)),
    );
    const words = Array.from({ length: count }, (_, i) => 7 * i - 3);
    expect(run(new Arena(build), [index, count, ...words])).toBe(0);
    expect(calls).toEqual([words]);
  });

  test("repeats a body, adding strides to its words", () => {
    const arena = new Arena(build);
    const x = arena.input([1, 2, 3, 4, 5]);
    const y = arena.output(1);
    const zero = arena.input([0]);
    expect(run(arena, call("fill", 1, zero, y), loop(5, [[OPERAND, 4]], add(x, y)))).toBe(0);
    expect(Array.from(arena.read(y))).toEqual([15]);
  });

  test("walks backwards by a negative stride", () => {
    const arena = new Arena(build);
    const x = arena.input([1, 2, 3]);
    const y = arena.output(3);
    const body = call("unary", NEGATIVE, 1, x + 8, y);
    expect(
      run(
        arena,
        loop(
          3,
          [
            [4, -4],
            [5, 4],
          ],
          body,
        ),
      ),
    ).toBe(0);
    expect(Array.from(arena.read(y))).toEqual([-3, -2, -1]);
  });

  test("skips the body of a loop of 0 turns", () => {
    const arena = new Arena(build);
    const x = arena.input([1]);
    const y = arena.output(1);
    expect(run(arena, call("fill", 1, x, y), loop(0, [[OPERAND, 4]], add(x, y)), add(x, y))).toBe(0);
    expect(Array.from(arena.read(y))).toEqual([2]);
  });

  test("nests loops: an outer one moves the words of an inner one's body", () => {
    const arena = new Arena(build);
    const x = arena.input([1, 2, 3, 10, 20, 30]);
    const y = arena.output(2);
    const inner = loop(3, [[OPERAND, 4]], add(x, y));
    const head = inner.length - add(x, y).length;
    // Words 7, 12 and 17 of the addition: y, x and y.
    const moves = [
      [head + 7, 4],
      [head + 12, 12],
      [head + 17, 4],
    ] as const;
    expect(run(arena, call("fill", 2, arena.input([0]), y), loop(2, moves, inner))).toBe(0);
    expect(Array.from(arena.read(y))).toEqual([6, 60]);
  });

  test("leaves the words as they were, so that a second run does the same", () => {
    const arena = new Arena(build);
    const x = arena.input([1, 2, 3]);
    const y = arena.output(1);
    const program = [call("fill", 1, arena.input([0]), y), loop(3, [[OPERAND, 4]], add(x, y))];
    for (let turn = 0; turn < 3; turn++) {
      run(arena, ...program);
      expect(Array.from(arena.read(y))).toEqual([6]);
    }
  });

  describe("at bad data", () => {
    const scene = () => {
      const arena = new Arena(build);
      const ids = arena.input([1, 0, 7, 1]);
      const table = arena.input([10, 20]);
      const y = arena.output(1);
      return { arena, y, one: arena.input([1]), gather: call("gather", 1, 2, 1, ids, table, y), bad: ids + 8 };
    };

    test("stops after the kernel that raised it, and names the row and the value", () => {
      const { arena, y, one, bad, gather } = scene();
      const wrong = gather.with(5, bad);
      expect(run(arena, gather, wrong, call("fill", 1, one, y))).toBe(gather.length);
      expect(build.exports.faultValue.value).toBe(7);
      expect(Array.from(arena.read(y))).toEqual([20]);
    });

    test("stops inside a loop, with the words as they were", () => {
      const { arena, y, one, gather } = scene();
      const body = [...gather, ...call("fill", 1, one, y)];
      expect(run(arena, loop(4, [[5, 4]], body), call("fill", 1, one, y))).toBe(6);
      expect(build.exports.faultValue.value).toBe(7);
    });

    test("stops inside nested loops", () => {
      const { arena, y, one, gather } = scene();
      const inner = loop(2, [[5, 4]], gather);
      const outer = loop(2, [[6 + 5, 8]], inner);
      expect(run(arena, outer, call("fill", 1, one, y))).toBe(12);
      expect(Array.from(arena.read(y))).toEqual([10]);
    });

    test("is forgotten by the next run", () => {
      const { arena, one, y, bad, gather } = scene();
      expect(run(arena, call("fill", 1, one, y), gather.with(5, bad))).toBe(5);
      expect(run(arena, gather, call("fill", 1, one, y))).toBe(0);
      expect(Array.from(arena.read(y))).toEqual([1]);
    });
  });
});
