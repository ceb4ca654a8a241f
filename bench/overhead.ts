/**
 * What a stream's step costs beyond its kernel: the same kernel call with and without the public API around it.
 */
import { GRU, input, Sequential } from "../src/index.ts";
import { random } from "../src/random.ts";
import { wasm } from "../src/wasm/load.ts";
import { allocate } from "../src/wasm/memory.ts";
import { SIGMOID, TANH } from "../src/wasm/tags.ts";

/** One size: medians over the rounds, in microseconds. */
export interface Overhead {
  readonly units: number;
  readonly step: number;
  readonly kernel: number;
  readonly overhead: number;
}

const ROUNDS = 41;
const CALLS = 2000;

function time(body: () => void): number {
  const start = performance.now();
  for (let i = 0; i < CALLS; i++) body();
  return ((performance.now() - start) * 1000) / CALLS;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Measures GRU streams of that many units on as many inputs; the two sides of a size take turns. */
export async function measureOverhead(units: number): Promise<Overhead> {
  const stream = new Sequential([input({ shape: [null, units] }), new GRU({ units })]).stream();
  const { normal } = random(1);
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
    exports.gruForward(1, 1, units, units, TANH, SIGMOID, 0, x!, 0, h!, W!, U!, b!, y!, h!, 0, work);

  // The engine compiles anew in the background what is called often.
  for (let i = 0; i < 5; i++) {
    time(step);
    time(kernel);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const rounds = Array.from({ length: ROUNDS }, () => ({ step: time(step), kernel: time(kernel) }));
  return {
    units,
    step: median(rounds.map((round) => round.step)),
    kernel: median(rounds.map((round) => round.kernel)),
    overhead: median(rounds.map((round) => round.step - round.kernel)),
  };
}
