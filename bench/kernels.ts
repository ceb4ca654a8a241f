/** Times the kernels of suites.ts, each beside the limit of the machine that it runs against. */
import { Bench } from "tinybench";
import { inStrips } from "../src/graph/variable.ts";
import type { Exports } from "../src/wasm/kernels.ts";
import { wasm } from "../src/wasm/load.ts";
import { allocate, release } from "../src/wasm/memory.ts";
import { RETURN_SEQUENCES, SIGMOID, STRIPS, TANH } from "../src/wasm/tags.ts";
import { cacheBytes, type Limits } from "./limits.ts";
import type { BackwardName, RecurrentName, Suite } from "./suites.ts";

/** What was measured of one kernel at one size. */
export interface Row {
  /** `gruForward · T1 B1 I64 H64` */
  name: string;
  /** Median of a call, in microseconds. */
  p50: number;
  /** Median absolute deviation, in microseconds. */
  mad: number;
  gflops: number;
  /**
   * The part reached of `limit`: of the flops that `peakFlops` does, or of the bytes that `readBytes` reads when one
   * row is multiplied by weights that L2 does not hold. Both loops run beside the kernel.
   */
  share: number;
  limit: "flops" | "memory";
}

// Calls are timed in groups, as a step of a stream is not much longer than what the clock can tell apart.
const GROUP = 25; // µs
// Kernel and limit take turns, and the median turn counts, so that a busy machine slows both alike.
const TIME = 15; // ms
const ROUNDS = 5;
const PEAK_ITERATIONS = 1000;
const FLOPS_OF_AN_ITERATION = 96;

/** How many gates each kernel has. */
export const gates: Record<RecurrentName, number> = { simpleRnnForward: 1, gruForward: 3, lstmForward: 4 };

const workspace = { simpleRnnForward: "simpleRnnWork", gruForward: "gruWork", lstmForward: "lstmWork" } as const;

interface Case {
  name: string;
  flops: number;
  weightBytes: number;
  call: () => void;
}

/** Times kernels at some sizes, on the build that `init` chose, beside the limits of that build. */
export async function benchKernels(limits: Limits, suites: readonly Suite[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const suite of suites) {
    const blocks: [number, number][] = [];
    const place = (length: number, scale: number) => {
      const address = allocate(4 * length);
      blocks.push([address, 4 * length]);
      const { f32 } = wasm();
      for (let i = 0; i < length; i++) f32[(address >>> 2) + i] = scale * Math.sin(i * i);
      return address;
    };
    rows.push(await measure(prepare(suite, nameOf(suite), wasm().exports, place), limits));
    for (const [address, bytes] of blocks) release(address, bytes);
  }
  return rows;
}

/** `gruForward · T1 B1 I64 H64` */
export function nameOf({ kernel, ...sizes }: Suite): string {
  return `${kernel} · ${Object.entries(sizes)
    .map(([letter, size]) => letter + size)
    .join(" ")}`;
}

type Place = (length: number, scale: number) => number;

function prepare(suite: Suite, name: string, exports: Exports, place: Place): Case {
  if (suite.kernel === "matmul") {
    const { M, K, N } = suite;
    const product = inStrips(M) ? exports.stripMatmul : exports.matmul;
    const width = Math.ceil(N / 8) * 8;
    const [x, packed, init, y] = [place(M * K, 1), place(K * width, 0.1), place(width, 0.1), place(M * N, 0)];
    return {
      name,
      flops: 2 * M * K * N,
      weightBytes: M === 1 ? 4 * K * N : 0,
      call: () => product(M, K, N, x, 4 * K, packed, init, 0, y, 4 * N),
    };
  }
  const { kernel, ...sizes } = suite;
  if (kernel === "gruBackward" || kernel === "lstmBackward")
    return prepareBackward(kernel, sizes, name, exports, place);
  const { T, B, I, H } = sizes;
  const width = Math.ceil(H / 8) * 8 * gates[kernel];
  const [W, U, b] = [place(I * width, 1 / Math.sqrt(I)), place(H * width, 1 / Math.sqrt(H)), place(2 * width, 0.1)];
  const [x, h, c, y] = [place(B * T * I, 1), place(B * H, 0.5), place(B * H, 0.5), place(B * T * H, 0)];
  const work = place(exports[workspace[kernel]](T, B, I, H) / 4, 0);
  // Written out, as spread arguments would cost more than a small step.
  const flags = RETURN_SEQUENCES + (inStrips(B) ? STRIPS : 0);
  const calls: Record<RecurrentName, () => void> = {
    simpleRnnForward: () => exports.simpleRnnForward(T, B, I, H, TANH, flags, x, 0, h, W, U, b, y, h, 0, work),
    gruForward: () => exports.gruForward(T, B, I, H, TANH, SIGMOID, flags, x, 0, h, W, U, b, y, h, 0, work),
    lstmForward: () => exports.lstmForward(T, B, I, H, TANH, SIGMOID, flags, x, 0, h, c, W, U, b, y, h, c, 0, work),
  };
  return {
    name,
    flops: 2 * B * T * (I + H) * gates[kernel] * H,
    weightBytes: B === 1 && T === 1 ? 4 * (I + H) * width : 0,
    call: calls[kernel],
  };
}

/** All gradients of a sequence, from those of all its outputs. */
function prepareBackward(
  kernel: BackwardName,
  { T, B, I, H }: { T: number; B: number; I: number; H: number },
  name: string,
  exports: Exports,
  place: Place,
): Case {
  const [G, saves, slots] = kernel === "gruBackward" ? [3, 4, 4] : [4, 6, 4];
  const rows = (length: number) => Math.ceil(length / 8) * 8;
  const [W, U] = [place(rows(I) * G * H, 1 / Math.sqrt(I)), place(rows(H) * G * H, 1 / Math.sqrt(H))];
  const saved = place(T * B * ((1 + saves) * rows(H) + 16), 0.5);
  const [x, dy, dx] = [place(B * T * I, 1), place(B * T * H, 0.1), place(B * T * I, 0)];
  const [dhT, dcT, dh0, dc0] = [0.1, 0.1, 0, 0].map((scale) => place(B * H, scale)) as [number, number, number, number];
  const [dW, dU, db] = [place(I * G * H, 0), place(H * G * H, 0), place(2 * G * H, 0)];
  const work = place(exports.recurrentBackwardWork(T, B, I, H, slots!) / 4, 0);
  const flags = RETURN_SEQUENCES;
  // biome-ignore format: sizes and options, then inputs, then outputs
  const calls: Record<BackwardName, () => void> = {
    gruBackward: () => exports.gruBackward(
      T, B, I, H, TANH, SIGMOID, flags, x, 0, W, U, saved, dy, dhT, dx, dh0, dW, dU, db, work,
    ),
    lstmBackward: () => exports.lstmBackward(
      T, B, I, H, TANH, SIGMOID, flags, x, 0, W, U, saved, dy, dhT, dcT, dx, dh0, dc0, dW, dU, db, work,
    ),
  };
  return { name, flops: 4 * B * T * (I + H) * G! * H, weightBytes: 0, call: calls[kernel] };
}

async function measure({ name, flops, weightBytes, call }: Case, limits: Limits): Promise<Row> {
  const memory = weightBytes > cacheBytes(2);
  const limit = memory ? () => limits.readBytes(weightBytes & ~63) : () => limits.peakFlops(PEAK_ITERATIONS);
  const times = Math.ceil(GROUP / (await duration(call)));
  const group = () => {
    for (let i = 0; i < times; i++) call();
  };
  const rounds: Row[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bench = new Bench({ time: TIME, warmupTime: TIME / 2, iterations: 5, warmupIterations: 2 });
    bench.add(name, group).add("limit", limit);
    const [kernel, best] = (await bench.run()).map((task) => {
      if (!("latency" in task.result)) throw new Error(`bench: ${task.name} gave no result`);
      return task.result.latency;
    });
    const p50 = (kernel!.p50 * 1000) / times;
    const atLimit = best!.p50 * 1000 * (memory ? 1 : flops / (FLOPS_OF_AN_ITERATION * PEAK_ITERATIONS));
    rounds.push({
      name,
      p50,
      mad: (kernel!.mad * 1000) / times,
      gflops: flops / p50 / 1000,
      share: atLimit / p50,
      limit: memory ? "memory" : "flops",
    });
  }
  return rounds.sort((one, other) => one.share - other.share)[ROUNDS >> 1]!;
}

/** Microseconds of a call, roughly, after the engine had time to optimise it. */
async function duration(call: () => void): Promise<number> {
  let elapsed = 0;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    let calls = 0;
    while (calls < 100 && performance.now() - start < TIME) {
      call();
      calls++;
    }
    elapsed = ((performance.now() - start) * 1000) / calls;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return elapsed;
}
