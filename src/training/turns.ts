/**
 * Letting others have their turn.
 *
 * @module
 */

/** For how many milliseconds training works before the event loop gets its turn. */
const TURN = 20;

/** Makes the function that is awaited between steps: it fails once the signal is aborted. @internal */
export function turns(signal: AbortSignal | undefined): () => Promise<void> {
  signal?.throwIfAborted();
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= TURN) {
      await nextTask();
      last = performance.now();
    }
    signal?.throwIfAborted();
  };
}

/** Resolves in a task of its own: timers are delayed by browsers, and promises alone would let nobody else in. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
