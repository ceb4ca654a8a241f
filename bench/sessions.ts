/** Many sessions of one model: what a tick takes in which some of them have a frame, and the memory of a session. */
import { GRU, input, Sequential } from "../src/index.ts";
import { type Random, random, shuffle } from "../src/random.ts";
import { wasm } from "../src/wasm/load.ts";
import { allocate, memoryBytes } from "../src/wasm/memory.ts";
import { SIGMOID, TANH } from "../src/wasm/tags.ts";
import { normals } from "../test/numbers.ts";
import { heapBytes } from "./heap.ts";

/** Milliseconds of every tick, and of the kernel alone for as many rows. */
export interface Ticks {
  readonly arrival: string;
  readonly frames: number;
  readonly push: readonly number[];
  readonly step: readonly number[];
  readonly kernel: readonly number[];
}

/** What was measured of sessions. */
export interface Sessions {
  readonly ticks: readonly Ticks[];
  /** Bytes that each session has beyond the weights. */
  readonly heap: number;
  readonly linear: number;
}

export const SESSIONS = 8000;
export const INPUTS = 16;
export const UNITS = 64;
/** Flops of one frame. */
export const FLOPS = 2 * (INPUTS + UNITS) * 3 * UNITS;

const ROUNDS = 61;
const BATCH = 64;
// Memory grows by more than is asked for, and has room at first: that is spread over several times as many sessions.
const BLOCKS = 4;

/** Measures ticks in which all have a frame, or half, in order or at random; they and the kernel take turns. */
export async function measureSessions(): Promise<Sessions> {
  const numbers = random(1);
  const normal = normals(1);
  const model = new Sequential([input({ shape: [null, INPUTS] }), new GRU({ units: UNITS })]);
  // The weights come into linear memory, and stay there.
  const one = model.stream();
  const [heapBefore, linearBefore] = [heapBytes(), memoryBytes()];
  const made = Array.from({ length: BLOCKS }, () => {
    const streams = model.streams({ capacity: SESSIONS });
    for (let i = 0; i < SESSIONS; i++) streams.open();
    return streams;
  });
  const [heap, linear] = [heapBytes() - heapBefore, memoryBytes() - linearBefore];
  const [streams, ...others] = made as [(typeof made)[0], ...typeof made];
  for (const other of others) other.dispose();

  const ids = Int32Array.from({ length: SESSIONS }, (_, i) => i);
  const arrivals: Readonly<Record<string, () => Int32Array>> = {
    "all, in order": () => ids,
    "all, in any order": () => shuffled(ids, numbers),
    "half, every other": () => ids.filter((id) => id % 2 === 0),
    "half, at random": () => shuffled(ids, numbers).slice(0, SESSIONS / 2),
  };
  const frame = Float32Array.from({ length: INPUTS }, normal);
  const kernel = makeKernel(normal);
  const ticks = Object.entries(arrivals).map(([arrival, make]) => ({
    arrival,
    make,
    frames: make().length,
    push: [] as number[],
    step: [] as number[],
    kernel: [] as number[],
  }));
  for (let round = -10; round < ROUNDS; round++) {
    for (const tick of ticks) {
      const given = tick.make();
      const begin = performance.now();
      for (let i = 0; i < given.length; i++) streams.push(given[i]!, frame);
      const pushed = performance.now();
      streams.step();
      const stepped = performance.now();
      kernel(given.length / BATCH);
      const done = performance.now();
      if (round < 0) continue;
      tick.push.push(pushed - begin);
      tick.step.push(stepped - pushed);
      tick.kernel.push(done - stepped);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  one.dispose();
  streams.dispose();
  return { ticks, heap: heap / (BLOCKS * SESSIONS), linear: linear / (BLOCKS * SESSIONS) };
}

function shuffled(ids: Int32Array, by: Random): Int32Array {
  const order = ids.slice();
  shuffle(order, by);
  return order;
}

/** The kernel on one batch that is in the cache, again and again. */
function makeKernel(normal: () => number): (times: number) => void {
  const { exports } = wasm();
  const floats = (count: number): number => {
    const address = allocate(4 * count);
    const { f32 } = wasm();
    for (let i = 0; i < count; i++) f32[(address >>> 2) + i] = normal() / 8;
    return address;
  };
  const [W, U, b] = [floats(3 * UNITS * INPUTS), floats(3 * UNITS * UNITS), floats(6 * UNITS)];
  const [x, y, h] = [floats(BATCH * INPUTS), floats(BATCH * UNITS), floats(BATCH * UNITS)];
  const work = allocate(exports.gruWork(1, BATCH, INPUTS, UNITS));
  return (times) => {
    for (let i = 0; i < times; i++) {
      exports.gruForward(1, BATCH, INPUTS, UNITS, TANH, SIGMOID, 0, x, 0, h, W, U, b, y, h, 0, work);
    }
  };
}
