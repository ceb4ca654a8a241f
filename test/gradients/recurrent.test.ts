import { describe, expect, test } from "vitest";
import { toValue } from "../../src/graph/call.ts";
import type { Value } from "../../src/graph/value.ts";
import { type Tensor, tensor } from "../../src/index.ts";
import { gruSequence } from "../../src/ops/gru.ts";
import { lstmSequence } from "../../src/ops/lstm.ts";
import { hasKernelGradient, type Sequence, sequence } from "../../src/ops/recurrent.ts";
import { simpleRnnSequence } from "../../src/ops/simple-rnn.ts";
import { ELU, HARD_SIGMOID, SIGMOID, SOFTMAX, TANH } from "../../src/wasm/tags.ts";
import { numbers } from "../numbers.ts";
import { gru } from "../reference/gru.ts";
import { lstm } from "../reference/lstm.ts";
import type { Nd } from "../reference/nd.ts";
import { simpleRnn } from "../reference/simple-rnn.ts";
import { expectGradients, gradientOf } from "./gradient-of.ts";

const [B, T, I, H] = [3, 4, 2, 3];
const mask = Uint8Array.of(1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0);

type Which = "output" | "state";

/** One cell: its op with its attributes, and its reference. */
interface Cell {
  gates: number;
  biasShape: number[];
  states: number;
  run(operands: Parameters<typeof sequence>[1], along: Sequence): { output: Value; states: readonly Value[] };
  reference(
    along: Sequence & { x: number[]; mask?: Uint8Array },
    initial: (number[] | undefined)[],
    W: number[],
    U: number[],
    b: number[],
  ): number[][];
}

const sizes = { B, T, I, H };

const gruOf = (resetAfter: boolean): Cell => ({
  gates: 3,
  biasShape: resetAfter ? [2, 3 * H] : [3 * H],
  states: 1,
  run: (operands, along) => sequence(gruSequence, operands, { ...along, phi: TANH, sigma: SIGMOID, resetAfter }),
  reference: (along, [h0], W, U, b) => gru({ ...sizes, ...along }, h0, W, U, b),
});

const cells: Readonly<Record<string, Cell>> = {
  GRU: gruOf(true),
  "GRU with the reset gate before": gruOf(false),
  LSTM: {
    gates: 4,
    biasShape: [4 * H],
    states: 2,
    run: (operands, along) => sequence(lstmSequence, operands, { ...along, phi: TANH, sigma: SIGMOID }),
    reference: (along, [h0, c0], W, U, b) => lstm({ ...sizes, ...along }, h0, c0, W, U, b),
  },
  SimpleRNN: {
    gates: 1,
    biasShape: [H],
    states: 1,
    run: (operands, along) => sequence(simpleRnnSequence, operands, { ...along, phi: TANH }),
    reference: (along, [h0], W, U, b) => simpleRnn({ ...sizes, ...along }, h0, W, U, b),
  },
};

function tensorsOf({ gates, biasShape, states }: Cell): Tensor[] {
  const shapes = [
    [B, T, I],
    [I, gates * H],
    [H, gates * H],
    biasShape,
    ...Array.from({ length: states }, () => [B, H]),
  ];
  return shapes.map((shape, i) => {
    const count = shape.reduce((a, b) => a * b, 1);
    return tensor(
      numbers(count, i).map((value) => value / 2),
      shape,
    );
  });
}

describe.each(Object.entries(cells))("the gradient of a %s", (_, cell) => {
  const tensors = tensorsOf(cell);

  const compare = (which: Which, along: Sequence, isMasked: boolean) => {
    const masked = isMasked ? { mask } : {};
    expectGradients(
      (x, kernel, recurrentKernel, bias, ...initialState) => {
        const operands = { x: x!, kernel: kernel!, recurrentKernel: recurrentKernel!, bias: bias! };
        const given = isMasked ? toValue("test", tensor(mask, [B, T])) : undefined;
        const { output, states } = cell.run({ ...operands, mask: given, initialState }, along);
        return which === "output" ? output : states.at(-1)!;
      },
      (x, W, U, b, ...initial): Nd => {
        const [w, u, bias] = [W!.data, U!.data, b!.data].map((data) => Array.from(data)) as [
          number[],
          number[],
          number[],
        ];
        const states = initial.map(({ data }) => Array.from(data));
        const results = cell.reference({ ...along, x: Array.from(x!.data), ...masked }, states, w, u, bias);
        const data = which === "output" ? results[0]! : results.at(-1)!;
        return { data, shape: which === "output" && along.returnSequences ? [B, T, H] : [B, H] };
      },
      tensors,
      2e-5,
    );
  };

  for (const isMasked of [false, true]) {
    for (const returnSequences of [false, true]) {
      for (const goBackwards of [false, true]) {
        const along = { goBackwards, returnSequences, zeroOutputForMask: goBackwards };
        test(`is that of its formula, ${JSON.stringify({ isMasked, ...along })}`, () => {
          compare("output", along, isMasked);
          compare("state", along, isMasked);
        });
      }
    }
  }

  test("is there without a bias and an initial state, and for the weights alone", () => {
    const [x, kernel, recurrentKernel] = tensors as [Tensor, Tensor, Tensor];
    const along = { goBackwards: false, returnSequences: true, zeroOutputForMask: false };
    const run = (x: Value, W: Value, U: Value) => {
      const operands = { x, kernel: W, recurrentKernel: U, bias: undefined };
      return cell.run({ ...operands, mask: undefined, initialState: undefined }, along).output;
    };
    const all = gradientOf((a, b, c) => run(a!, b!, c!), tensors.slice(0, 3)).gradients;
    const weights = gradientOf((W, U) => run(toValue("test", x), W!, U!), [kernel, recurrentKernel]).gradients;
    expect(weights).toEqual(all.slice(1));
  });
});

test("the kernels know the gradients of activations whose derivative is a function of their output", () => {
  expect(hasKernelGradient(TANH, HARD_SIGMOID)).toBe(true);
  expect(hasKernelGradient(ELU)).toBe(false);
  expect(hasKernelGradient(TANH, SOFTMAX)).toBe(false);
});

test("other activations are refused by name", () => {
  const tensors = tensorsOf(cells["SimpleRNN"]!);
  const along = { goBackwards: false, returnSequences: true, zeroOutputForMask: false };
  const run = (x: Value, kernel: Value, recurrentKernel: Value, bias: Value) =>
    sequence(
      simpleRnnSequence,
      { x, kernel, recurrentKernel, bias, mask: undefined, initialState: undefined },
      { ...along, phi: SOFTMAX },
    ).output;
  expect(() => gradientOf((x, W, U, b) => run(x!, W!, U!, b!), tensors.slice(0, 4))).toThrow(
    "SimpleRNN: the kernel has no gradient for these activations.",
  );
});
