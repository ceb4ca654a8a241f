/** How much of a call's time is spent in the kernels of its programs. */
import { wasm } from "../src/wasm/load.ts";

/** Milliseconds of one call, and those of them within programs. */
export interface Split {
  readonly total: number;
  readonly kernels: number;
}

/**
 * Makes a clock for calls. While one is timed, the function that runs programs is another one, which looks at the clock
 * before and after; that is less than 0.1 µs of what is beyond the kernels.
 */
export function insideClock(): (call: () => unknown) => Promise<Split> {
  const instance = wasm() as { exports: ReturnType<typeof wasm>["exports"] };
  const { exports } = instance;
  let kernels = 0;
  const timed = {
    ...exports,
    run(start: number, end: number): number {
      const begin = performance.now();
      const fault = exports.run(start, end);
      kernels += performance.now() - begin;
      return fault;
    },
  };
  return async (call) => {
    kernels = 0;
    instance.exports = timed;
    const begin = performance.now();
    const result = call();
    if (result instanceof Promise) await result;
    const total = performance.now() - begin;
    instance.exports = exports;
    return { total, kernels };
  };
}
