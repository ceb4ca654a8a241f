/** Timing several runners against each other: they take turns, so that what slows the machine slows all of them. */
import type { Runner } from "./problem.ts";

/** Milliseconds for one run: the median over the rounds, and the median distance from it. */
export interface Time {
  readonly median: number;
  readonly spread: number;
}

const ROUNDS = 15;
const ROUND_MS = 25;
/** A peer that needs longer than this for one run gets fewer rounds. */
const SLOW_MS = 500;
const WARM_MS = 250;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function timed(runner: Runner, times: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    const result = runner.run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / times;
}

/** How long each takes, in their order. */
export async function measure(runners: readonly Runner[]): Promise<Time[]> {
  const repeats: number[] = [];
  for (const runner of runners) {
    // Engines compile in the background what runs often, so there are pauses.
    let once = await timed(runner, 1);
    for (let spent = once; spent < WARM_MS; spent += once * 10) {
      once = await timed(runner, Math.max(1, Math.min(10, Math.ceil(ROUND_MS / once))));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    repeats.push(Math.max(1, Math.round(ROUND_MS / once)));
  }
  const times = runners.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, runner] of runners.entries()) {
      const isSlow = round > 0 && times[i]![0]! > SLOW_MS;
      if (isSlow && round >= 3) continue;
      // The one before had the caches; what it left there is not this one's.
      if (!isSlow) await timed(runner, 1);
      times[i]!.push(await timed(runner, repeats[i]!));
    }
  }
  return times.map((list) => {
    const middle = median(list);
    return { median: middle, spread: median(list.map((time) => Math.abs(time - middle))) };
  });
}
