/**
 * Waiting for data no longer than is wanted.
 *
 * @module
 */
import type { Many } from "./sources.ts";

/**
 * What is gone through, until the signal is aborted: then its reason is thrown at once, also while the next one is being
 * waited for. @internal
 */
export async function* until<T>(many: Many<T>, signal: AbortSignal | undefined): AsyncIterable<T> {
  if (!signal) {
    yield* many;
    return;
  }
  const iterator = iteratorOf(many);
  let isDone = false;
  try {
    for (;;) {
      const next = await raced(iterator.next(), signal);
      isDone = next.done ?? false;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not waited for: a generator that is still waiting itself would never answer.
    if (!isDone) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** Goes through something from its beginning, step by step. @internal */
export function iteratorOf<T>(many: Many<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in many ? many[Symbol.asyncIterator]() : many[Symbol.iterator]();
}

/** What a promise gives, or the reason of the signal that is aborted before. @internal */
export function raced<T>(next: T | Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    Promise.resolve(next)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
