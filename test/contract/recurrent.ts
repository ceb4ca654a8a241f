/** What every recurrent layer must pass, whatever its cell. */
import { describe, expect, test } from "vitest";
import {
  type AnyRecurrent,
  Bidirectional,
  input,
  Model,
  type RecurrentOptions,
  RNN,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { memoryBytes } from "../../src/wasm/memory.ts";
import { describeErrors } from "./recurrent-errors.ts";
import { describeMasks } from "./recurrent-masks.ts";
import { mask, Prepared, type RecurrentSubject, sizes, x } from "./recurrent-subject.ts";
import { backwards, outputsOf, part, tensorOf } from "./tensors.ts";

const { B, T, I, H } = sizes;

/** Lets the engine collect what was dropped, and run the callbacks that free its memory. */
async function collected(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** The contract of one subject. */
export function describeRecurrent(name: string, subject: RecurrentSubject): void {
  const prepared = new Prepared(subject);
  const { initialState } = prepared;
  const { states, gates } = subject;

  describe(name, () => {
    test("returns the last output, sequences and states, as its options say", () => {
      const shapes = (options: RecurrentOptions): (readonly number[])[] =>
        outputsOf(prepared.make(options), x).map(({ shape }) => shape);
      const final = states.map(() => [B, H]);
      expect(shapes({})).toEqual([[B, H]]);
      expect(shapes({ returnSequences: true })).toEqual([[B, T, H]]);
      expect(shapes({ returnState: true })).toEqual([[B, H], ...final]);
      expect(shapes({ returnSequences: true, returnState: true })).toEqual([[B, T, H], ...final]);
    });

    test("gives h as output and as state, and the last of the sequence", () => {
      const [last, h] = outputsOf(prepared.ready({ returnState: true }), x);
      const [sequence] = outputsOf(prepared.ready({ returnSequences: true }), x);
      expect(h!.data).toEqual(last!.data);
      expect(part(sequence!, 1, T - 1, T).data).toEqual(last!.data);
    });

    test("has the weights of Keras, in its order", () => {
      const layer = prepared.make();
      layer.apply(x);
      const described = layer.weights.map((weight) => [weight.name, weight.shape]);
      const bias = ["bias", subject.biasShape(H)];
      expect(described).toEqual([["kernel", [I, gates * H]], ["recurrentKernel", [H, gates * H]], bias]);
      expect(layer.countParams()).toBe(gates * H * (I + H) + subject.biasShape(H).reduce((a, b) => a * b));
    });

    test("has no bias with useBias false", () => {
      const layer = prepared.ready({ useBias: false, returnState: true });
      expect(layer.weights.map((weight) => weight.name)).toEqual(["kernel", "recurrentKernel"]);
      prepared.expectReference(layer, outputsOf(layer, x), x, {});
    });

    test("is made again by its configuration", () => {
      const layer = prepared.ready({
        returnSequences: true,
        goBackwards: true,
        name: `again_${name.replaceAll(/\W/g, "_")}`,
      });
      const type = layer.constructor as unknown as { fromConfig(config: object): AnyRecurrent };
      const again = type.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
      expect(again.getConfig()).toEqual(layer.getConfig());
      expect(again.name).toBe(layer.name);
      again.apply(x);
      again.setWeights(layer.getWeights());
      expect(again.apply(x)).toEqual(layer.apply(x));
    });

    test.each([1, 2, 3, 5, 7, 8, 9, 63, 65])("agrees with its equations at %i units", (units) => {
      for (const [rows, steps, features] of [
        [1, 1, units],
        [2, 4, 1],
        [5, 3, 9],
      ] as const) {
        const given = tensorOf([rows, steps, features], 3);
        const layer = prepared.ready({ units, returnSequences: true, returnState: true }, features);
        const initial = states.map((_, i) => tensorOf([rows, units], 7 + i));
        const got = outputsOf(layer, given, { initialState: initial });
        prepared.expectReference(layer, got, given, { returnSequences: true }, initial);
      }
    });

    test("gives each row the same bits, whatever rows are beside it", () => {
      const layer = prepared.ready({ returnSequences: true, returnState: true });
      const whole = outputsOf(layer, x, { mask, initialState });
      for (let row = 0; row < B; row++) {
        const own = (one: Tensor): Tensor => part(one, 0, row, row + 1);
        const ownMask = tensor(mask.data.slice(row * T, (row + 1) * T), [1, T]);
        const alone = outputsOf(layer, own(x), { mask: ownMask, initialState: initialState.map(own) });
        expect(alone).toEqual(whole.map(own));
      }
    });

    test("gives the same bits step by step as for the sequence", () => {
      const layer = prepared.ready({ returnSequences: true, returnState: true });
      const [sequence, ...final] = outputsOf(layer, x, { initialState });
      let carried = initialState;
      for (let step = 0; step < T; step++) {
        const [output, ...next] = outputsOf(layer, part(x, 1, step, step + 1), { initialState: carried });
        expect(output).toEqual(part(sequence!, 1, step, step + 1));
        carried = next;
      }
      expect(carried).toEqual(final);
    });

    test("gives the same bits by its cell alone", () => {
      const layer = prepared.ready({ returnSequences: true, returnState: true });
      const [sequence, ...final] = outputsOf(layer, x);
      let carried: readonly Tensor[] | undefined;
      for (let step = 0; step < T; step++) {
        const xt = tensor(part(x, 1, step, step + 1).data, [B, I]);
        const [output, ...next] = layer.cell.apply(xt, { states: carried }) as [Tensor, ...Tensor[]];
        expect(output.data).toEqual(part(sequence!, 1, step, step + 1).data);
        carried = next;
      }
      expect(carried).toEqual(final);
    });

    test("gives the same bits in a model, and in a stream", () => {
      const layer = prepared.ready({ returnSequences: true });
      const source = input({ shape: [null, I] });
      const model = new Model({ inputs: source, outputs: layer.apply(source) as never });
      const [sequence] = outputsOf(layer, x);
      expect(model.predict(x)).toEqual(sequence);
      const stream = model.stream({ batch: B });
      for (let step = 0; step < T; step++) {
        const output = stream.step(part(x, 1, step, step + 1)) as Tensor;
        expect(output.data).toEqual(part(sequence!, 1, step, step + 1).data);
      }
    });

    test("gives the same bits as RNN over its cell", () => {
      const options = { returnSequences: true, returnState: true, goBackwards: true };
      const cell = subject.cell(H);
      const layer = new RNN({ cell, ...options });
      layer.apply(x);
      layer.setWeights(prepared.ready().getWeights());
      expect(layer.apply(x, { mask, initialState })).toEqual(prepared.ready(options).apply(x, { mask, initialState }));
    });

    test("goes backwards as forwards over the turned sequence, outputs in that order", () => {
      const options = { returnSequences: true, returnState: true };
      const turned = outputsOf(prepared.ready(options), backwards(x), { mask: backwards(mask), initialState });
      expect(outputsOf(prepared.ready({ ...options, goBackwards: true }), x, { mask, initialState })).toEqual(turned);
    });

    test("carries the states from call to call when stateful", () => {
      const options = { returnSequences: true, returnState: true };
      const [whole, ...final] = outputsOf(prepared.ready(options), x);
      const layer = prepared.ready({ ...options, stateful: true });
      for (let time = 0; time < 2; time++) {
        const [first] = outputsOf(layer, part(x, 1, 0, 2));
        const [second, ...last] = outputsOf(layer, part(x, 1, 2, T));
        expect(first).toEqual(part(whole!, 1, 0, 2));
        expect(second).toEqual(part(whole!, 1, 2, T));
        expect(last).toEqual(final);
        layer.resetStates();
      }
    });

    test("prefers an initial state to the one it keeps, and keeps what comes of it", () => {
      const layer = prepared.ready({ stateful: true });
      layer.apply(x);
      const [first] = outputsOf(layer, part(x, 1, 0, 2), { initialState });
      expect([first]).toEqual(outputsOf(prepared.ready(), part(x, 1, 0, 2), { initialState }));
      expect(outputsOf(layer, part(x, 1, 2, T))).toEqual(outputsOf(prepared.ready(), x, { initialState }));
    });

    test("takes a single step, no step and no row", () => {
      const layer = prepared.ready({ returnSequences: true, returnState: true });
      const one = part(x, 1, 0, 1);
      prepared.expectReference(layer, outputsOf(layer, one), one, { returnSequences: true });
      const none = outputsOf(layer, tensor(new Float32Array(), [B, 0, I]), { initialState });
      expect(none).toEqual([tensor(new Float32Array(), [B, 0, H]), ...initialState]);
      const [last] = outputsOf(prepared.ready(), tensor(new Float32Array(), [B, 0, I]), { initialState });
      expect(last!.data).toEqual(new Float32Array(B * H));
      const empty = outputsOf(layer, tensor(new Float32Array(), [0, T, I]));
      expect(empty.map(({ shape }) => shape)).toEqual([[0, T, H], ...states.map(() => [0, H])]);
    });

    test("reads both ways in Bidirectional", () => {
      const options = { returnSequences: true, returnState: true, zeroOutputForMask: true };
      const both = new Bidirectional({
        layer: prepared.make({ returnSequences: true, returnState: true }),
        mergeMode: null,
      });
      both.apply(x);
      both.setWeights([...prepared.ready().getWeights(), ...prepared.ready().getWeights()]);
      const [a, ...forward] = outputsOf(prepared.ready(options), x, { mask, initialState });
      const [b, ...backward] = outputsOf(prepared.ready({ ...options, goBackwards: true }), x, { mask, initialState });
      const got = both.apply(x, { mask, initialState: [...initialState, ...initialState] });
      expect(got).toEqual([a, backwards(b!), ...forward, ...backward]);
    });
  });

  describe(`${name} in memory`, () => {
    test("leaves nothing behind after dispose", () => {
      const use = (): void => {
        const layer = prepared.make();
        layer.apply(x, { mask, initialState });
        layer.dispose();
      };
      use();
      const before = memoryBytes();
      // If a use left as little as half a KiB, this many would need another page of 64 KiB.
      for (let i = 0; i < 128; i++) use();
      expect(memoryBytes()).toBe(before);
    });

    test("of a stateful layer comes back when the layer is dropped", async () => {
      const use = async (layers: number): Promise<void> => {
        for (let i = 0; i < layers; i++) {
          prepared.make({ stateful: true, units: 16 }).apply(x);
          if (i % 50 === 49) await collected();
        }
      };
      await use(100);
      const before = memoryBytes();
      await use(400);
      expect(memoryBytes()).toBeLessThanOrEqual(before);
    });
  });

  describeMasks(name, prepared);
  describeErrors(name, subject);
}
