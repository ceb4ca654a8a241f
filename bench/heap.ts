/** How much memory JavaScript's heap has taken. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { median } from "./table.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

const ROUNDS = 15;

/** Bytes of the heap and of buffers beside it, after what nobody holds was collected. */
export function heapBytes(): number {
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes that a call takes: the median over rounds too short for the engine to collect anything. */
export async function bytesOf(calls: number, call: () => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    gc();
    const before = process.memoryUsage();
    for (let i = 0; i < calls; i++) {
      const result = call();
      if (result instanceof Promise) await result;
    }
    const after = process.memoryUsage();
    rounds.push((after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / calls);
  }
  return median(rounds);
}
