/** What calls of the public API cost beyond their kernels. */
import { Dense, Embedding, GRU, input, Sequential, type Tensor, tensor } from "../src/index.ts";
import { random } from "../src/random.ts";
import { wasm } from "../src/wasm/load.ts";
import { allocate } from "../src/wasm/memory.ts";
import { SIGMOID, STRIPS, TANH } from "../src/wasm/tags.ts";
import { normals } from "../test/numbers.ts";
import { bytesOf } from "./heap.ts";
import { insideClock } from "./inside.ts";
import { median } from "./table.ts";

/** A step of a stream: medians over the rounds, in microseconds. */
export interface StepOverhead {
  readonly units: number;
  readonly step: number;
  readonly kernel: number;
  readonly overhead: number;
}

/** A call: every round, in microseconds. */
export interface CallOverhead {
  readonly name: string;
  readonly total: readonly number[];
  readonly beyond: readonly number[];
  /** Bytes that it takes, and that its result has; of a call that comes again. */
  readonly bytes?: readonly [taken: number, result: number];
}

const ROUNDS = 41;
const CALLS = 2000;

function time(body: () => void): number {
  const start = performance.now();
  for (let i = 0; i < CALLS; i++) body();
  return ((performance.now() - start) * 1000) / CALLS;
}

/** The engine compiles anew in the background what is called often. */
async function warm(...bodies: (() => unknown)[]): Promise<void> {
  for (let i = 0; i < 5; i++) {
    for (const body of bodies) for (let call = 0; call < CALLS; call++) await body();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Measures GRU streams of that many units on as many inputs; the two sides of a size take turns. */
export async function measureStep(units: number): Promise<StepOverhead> {
  const stream = new Sequential([input({ shape: [null, units] }), new GRU({ units })]).stream();
  const normal = normals(1);
  const frame = Float32Array.from({ length: units }, normal);
  const { exports } = wasm();
  const floats = (count: number): number => {
    const address = allocate(count * 4);
    wasm().f32.set(
      Float32Array.from({ length: count }, () => normal() / units),
      address >>> 2,
    );
    return address;
  };
  const padded = Math.ceil(units / 8) * 8;
  const [W, U, b, x, y, h] = [3 * padded * units, 3 * padded * units, 6 * padded, units, units, units].map(floats);
  const work = allocate(exports.gruWork(1, 1, units, units));
  const step = (): void => void stream.step(frame);
  const kernel = (): void =>
    exports.gruForward(1, 1, units, units, TANH, SIGMOID, STRIPS, x!, 0, h!, W!, U!, b!, y!, h!, 0, work);
  await warm(step, kernel);
  const rounds = Array.from({ length: ROUNDS }, () => ({ step: time(step), kernel: time(kernel) }));
  return {
    units,
    step: median(rounds.map((round) => round.step)),
    kernel: median(rounds.map((round) => round.kernel)),
    overhead: median(rounds.map((round) => round.step - round.kernel)),
  };
}

const WORDS = 1000;

const models: Readonly<Record<string, () => Sequential>> = {
  "Embedding, GRU(128), Dense": () =>
    new Sequential([
      input({ shape: [null], dtype: "int32" }),
      new Embedding({ inputDim: WORDS, outputDim: 64 }),
      new GRU({ units: 128 }),
      new Dense({ units: 10, activation: "softmax" }),
    ]),
  "GRU(128), GRU(128), Dense": () =>
    new Sequential([
      input({ shape: [null, 64] }),
      new GRU({ units: 128, returnSequences: true }),
      new GRU({ units: 128 }),
      new Dense({ units: 10 }),
    ]),
};

function inputOf(model: Sequential, samples: number, timesteps: number): Tensor {
  const { shape, dtype } = model.inputs[0]!;
  const sizes = [samples, timesteps, ...(shape.slice(2) as number[])];
  const length = sizes.reduce((product, size) => product * size);
  const { uniform } = random(1);
  if (dtype === "int32")
    return tensor(
      Int32Array.from({ length }, () => Math.floor(uniform() * WORDS), sizes),
      sizes,
    );
  return tensor(Float32Array.from({ length }, uniform), sizes);
}

/** Measures `predict` on shapes that come again, and on shapes that are new. */
export async function measurePredict(): Promise<CallOverhead[]> {
  const clock = insideClock();
  const rows: CallOverhead[] = [];
  for (const [name, make] of Object.entries(models)) {
    const model = make();
    const x = inputOf(model, 1, 4);
    const predict = (): Tensor => model.predict(x);
    await warm(predict);
    const { length } = predict().data;
    const copy = await bytesOf(1000, () => wasm().f32.slice(64, 64 + length));
    rows.push({
      name: `predict again · ${name}`,
      ...(await split(clock, predict, 100)),
      bytes: [await bytesOf(1000, predict), copy],
    });
  }
  // New lengths: by now the engine has seen plans being made, as in any process that has run for a second.
  for (const [name, make] of Object.entries(models)) {
    const model = make();
    let timesteps = 0;
    const predict = (): Tensor => model.predict(inputOf(model, 1, (timesteps++ % 40) + 1));
    for (let i = 0; i < 300; i++) predict();
    const inputs = Array.from({ length: 40 }, (_, i) => inputOf(model, 1, i + 1));
    let next = 0;
    rows.push({
      name: `predict, new shape · ${name}`,
      ...(await split(clock, () => model.predict(inputs[next++ % 40]!), 1)),
    });
  }
  return rows;
}

/** Measures a step of training. */
export async function measureTraining(): Promise<CallOverhead[]> {
  const clock = insideClock();
  const model = new Sequential([input({ shape: [null, 4] }), new GRU({ units: 8 }), new Dense({ units: 1 })]);
  model.compile({ optimizer: "adam", loss: "meanSquaredError" });
  const [x, y] = [inputOf(model, 8, 8), tensor(new Float32Array(8), [8, 1])];
  const step = (): Promise<unknown> => model.trainOnBatch(x, y);
  await warm(step);
  return [
    {
      name: "trainOnBatch · GRU(8), Dense, Adam; batch 8, T = 8",
      ...(await split(clock, step, 100)),
      bytes: [await bytesOf(300, step), 0],
    },
  ];
}

/** Time of a call, and what of it is not in the kernels: each round is a mean over some calls. */
async function split(
  clock: ReturnType<typeof insideClock>,
  call: () => unknown,
  calls: number,
): Promise<Pick<CallOverhead, "total" | "beyond">> {
  const [total, beyond]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    let [all, kernels] = [0, 0];
    for (let i = 0; i < calls; i++) {
      const one = await clock(call);
      all += one.total;
      kernels += one.kernels;
    }
    total.push((all * 1000) / calls);
    beyond.push(((all - kernels) * 1000) / calls);
  }
  return { total, beyond };
}
