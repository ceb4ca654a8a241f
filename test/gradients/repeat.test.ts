import { describe, expect, test } from "vitest";
import { gradients } from "../../src/gradients/index.ts";
import { toValue } from "../../src/graph/call.ts";
import { Runner } from "../../src/graph/runner.ts";
import { currentTrace } from "../../src/graph/trace.ts";
import type { Value } from "../../src/graph/value.ts";
import { ops, RNN, type Tensor, tensor } from "../../src/index.ts";
import { repeated, type Step } from "../../src/ops/repeat.ts";
import { tensorOf } from "../contract/tensors.ts";
import { MinGRUCell } from "../layers/min-gru-cell.ts";
import { at, build, matmul, type Nd, zip } from "../reference/nd.ts";
import { expectGradients, gradientOf } from "./gradient-of.ts";

interface Options {
  goBackwards?: boolean;
  returnSequences?: boolean;
  zeroOutputForMask?: boolean;
}

const [B, I, H] = [2, 3, 2];
const f32 = (shape: readonly number[]) => ({ shape, dtype: "float32" }) as const;
const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

/** Two states, of which each is made of the other: c' = tanh(x·W + h·U), h' = c + σ(c') ⊙ h; the output is 2h'. */
const cell =
  (W: Value, U: Value): Step =>
  (x, [h, c]) => {
    const next = ops.tanh(ops.add(ops.matmul(x, W), ops.matmul(h!, U)));
    const output = ops.add(c!, ops.multiply(ops.sigmoid(next), h!));
    return { output: ops.multiply(output, 2), states: [output, next] };
  };

/** The same in doubles, over [B, T, I]: the outputs of all steps, then the last states. */
function formula(options: Options, mask: Tensor | undefined, x: Nd, W: Nd, U: Nd, h0: Nd, c0: Nd): Nd {
  const T = x.shape[1]!;
  let [h, c] = [h0, c0];
  let last = zip((v) => 0 * v, h0);
  const outputs: Nd[] = [];
  for (let turn = 0; turn < T; turn++) {
    const t = options.goBackwards ? T - 1 - turn : turn;
    const xt = build([B, I], ([b, i]) => at(x, [b!, t, i!]));
    const next = zip((p, q) => Math.tanh(p + q), matmul(xt, W), matmul(h, U));
    const made = zip((v, w, u) => v + sigmoid(w) * u, c, next, h);
    const counts = build([B, 1], ([b]) => (mask ? mask.data[b! * T + t]! : 1));
    const otherwise = options.zeroOutputForMask ? zip((v) => 0 * v, last) : last;
    last = zip((is, v, w) => (is ? 2 * v : w), counts, made, otherwise);
    [h, c] = [zip((is, v, w) => (is ? v : w), counts, made, h), zip((is, v, w) => (is ? v : w), counts, next, c)];
    outputs.push(last);
  }
  const seen = options.returnSequences ? outputs : [last];
  const all = [...seen, h, c].flatMap(({ data }) => data);
  return { shape: [all.length], data: all };
}

/** Outputs of all steps after one another, then the last states, in one row. */
function row(output: Value, states: readonly Value[], isSequence: boolean): Value {
  const steps = isSequence ? ops.transpose(output, [1, 0, 2]) : output;
  return ops.concatenate([steps, ...states].map((value) => ops.reshape(value, [-1])));
}

const all = [false, true];
const variants = all.flatMap((goBackwards) =>
  all.flatMap((returnSequences) =>
    [undefined, false, true].map((zeros) => ({
      goBackwards,
      returnSequences,
      masked: zeros !== undefined,
      zeroOutputForMask: zeros ?? false,
    })),
  ),
);

describe("the gradient of a repetition", () => {
  test.each(variants)("goes back through all steps: %j", ({ masked, ...options }) => {
    for (const T of [0, 1, 3, 5]) {
      const bits = [1, 1, 0, 1, 0, 0, 1, 1, 0, 1].slice(0, B * T);
      const mask = masked ? tensor(Uint8Array.from(bits), [B, T]) : undefined;
      const tensors = [tensorOf([B, T, I], 1), tensorOf([I, H], 2), tensorOf([H, H], 3)];
      const states = [tensorOf([B, H], 4), tensorOf([B, H], 5)];
      const run = (given: readonly Value[] | undefined, x: Value, W: Value, U: Value): Value => {
        const types = [f32([B, H]), f32([B, H])];
        const maskValue = mask && toValue("test", mask);
        const made = repeated(cell(W, U), x, types, { initialState: given, mask: maskValue }, options);
        return row(made.output, made.states, options.returnSequences);
      };
      const zeros: Nd = { shape: [B, H], data: new Array<number>(B * H).fill(0) };
      expectGradients(
        (x, W, U) => run(undefined, x, W, U),
        (x, W, U) => formula(options, mask, x, W, U, zeros, zeros),
        tensors,
      );
      expectGradients(
        (x, W, U, h, c) => run([h, c], x, W, U),
        (x, W, U, h, c) => formula(options, mask, x, W, U, h, c),
        [...tensors, ...states],
      );
    }
  });

  const sequence = { goBackwards: false, returnSequences: true, zeroOutputForMask: false };
  const none = { initialState: undefined, mask: undefined };

  test("of states alone, of the output alone, of nothing that depends on x", () => {
    const [x, W, U] = [tensorOf([B, 3, I], 1), tensorOf([I, H], 2), tensorOf([H, H], 3)];
    const zeros: Nd = { shape: [B, H], data: new Array<number>(B * H).fill(0) };
    const types = [f32([B, H]), f32([B, H])];
    const part =
      (from: number, to: number) =>
      (a: Nd, b: Nd, c: Nd): Nd => {
        const data = formula({ returnSequences: true }, undefined, a, b, c, zeros, zeros).data.slice(from, to);
        return { shape: [data.length], data };
      };
    const run = (a: Value, b: Value, c: Value) => repeated(cell(b, c), a, types, none, sequence);
    const flat = (value: Value): Value => ops.reshape(value, [-1]);
    const step = B * H;
    expectGradients((a, b, c) => flat(run(a, b, c).states[1]!), part(4 * step, 5 * step), [x, W, U]);
    expectGradients((a, b, c) => flat(ops.transpose(run(a, b, c).output, [1, 0, 2])), part(0, 3 * step), [x, W, U]);
    const constant: Step = (_, [h]) => ({ output: h!, states: [h!] });
    const still = (a: Value, h: Value): Value =>
      repeated(constant, a, [f32([B, H])], { initialState: [h], mask: undefined }, sequence).output;
    const { gradients } = gradientOf(still, [x, tensorOf([B, H], 4)]);
    expect(gradients[0]).toBeUndefined();
    const threefold = (_: Nd, h: Nd): Nd => build([B, 3, H], ([b, , i]) => at(h, [b!, i!]));
    expect(gradients[1]!.shape).toEqual([B, H]);
    expectGradients(
      (h) => still(ops.broadcastTo(ops.sum(h), [B, 3, I]), h),
      (h) => threefold(h, h),
      [tensorOf([B, H], 4)],
    );
  });

  test("states that change places, and outputs that are inputs", () => {
    const swap: Step = (x, [h, c]) => ({ output: x, states: [c!, h!] });
    const run = (x: Value, h: Value, c: Value): Value => {
      const types = [f32([B, H]), f32([B, H])];
      const made = repeated(swap, x, types, { initialState: [h, c], mask: undefined }, sequence);
      return ops.concatenate([made.output, ...made.states].map((value) => ops.reshape(value, [-1])));
    };
    const wanted = (x: Nd, h: Nd, c: Nd): Nd => {
      const data = [...x.data, ...c.data, ...h.data];
      return { shape: [data.length], data };
    };
    expectGradients(run, wanted, [tensorOf([B, 3, H], 1), tensorOf([B, H], 2), tensorOf([B, H], 3)]);
  });

  test("a repetition within a repetition, both of which use a value from outside", () => {
    const types = [f32([B])];
    const inner = (x: Value, w: Value): Value => {
      const step: Step = (v, [s]) => {
        const next = ops.tanh(ops.add(ops.multiply(s!, w), v));
        return { output: next, states: [next] };
      };
      return repeated(step, x, types, none, { ...sequence, returnSequences: false }).output;
    };
    const outer: (w: Value) => Step =
      (w) =>
      (x, [s]) => {
        const next = ops.add(ops.multiply(ops.sin(s!), w), inner(ops.multiply(x, ops.reshape(s!, [B, 1])), w));
        return { output: next, states: [next] };
      };
    const run = (x: Value, w: Value, s: Value): Value =>
      repeated(outer(w), x, types, { initialState: [s], mask: undefined }, sequence).output;
    const wanted = (x: Nd, w: Nd, start: Nd): Nd =>
      build([B, 3], ([b, t]) => {
        let s = start.data[b!]!;
        for (let i = 0; i <= t!; i++) {
          let u = 0;
          for (let j = 0; j < 4; j++) u = Math.tanh(u * w.data[0]! + at(x, [b!, i, j]) * s);
          s = Math.sin(s) * w.data[0]! + u;
        }
        return s;
      });
    expectGradients(run, wanted, [tensorOf([B, 3, 4], 1), tensor([0.7], []), tensorOf([B], 3)]);
  });
});

describe("a repetition whose weights the same program changes", () => {
  test("reads them anew in every run", () => {
    const x = tensorOf([B, 4, I], 1);
    const layerOf = (weights?: readonly Tensor[]): RNN => {
      const layer = new RNN({ cell: new MinGRUCell({ units: 9 }) });
      layer.apply(x);
      layer.setWeights(weights ?? layer.getWeights().map(({ shape }, i) => tensorOf(shape, 10 + i)));
      return layer;
    };
    /** The output and what one step of descent makes of the weights, as often as it is run. */
    const descent = (layer: RNN, times: number): readonly Tensor[] => {
      const runner = new Runner();
      const { plan } = runner.prepare([x], ([value]) => {
        const trace = currentTrace()!;
        const y = layer.apply(value!) as Value;
        const weights = layer.weights.map((weight) => trace.variable(weight));
        gradients([y], [ops.onesLike(y)], weights).forEach((gradient, i) => {
          trace.commit(layer.weights[i]!, ops.subtract(weights[i]!, ops.multiply(gradient!, 0.1)));
        });
        return y;
      });
      plan.write(0, x.data);
      for (let run = 0; run < times; run++) plan.run();
      const found = [plan.read(0), ...layer.getWeights()];
      runner.dispose();
      return found;
    };
    const [, ...once] = descent(layerOf(), 1);
    const [, ...twice] = descent(layerOf(once), 1);
    expect(descent(layerOf(), 3)).toEqual(descent(layerOf(twice), 1));
  });
});
