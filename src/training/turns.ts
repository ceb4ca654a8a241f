/**
 * Letting others have their turn.
 *
 * @module
 */

/** For how many milliseconds training works before the event loop gets its turn. */
const TURN = 20;

/**
 * To be called between steps, and awaited if there is something to wait for: there is not if the step was waited for, as
 * others have had their turn then. @internal
 */
export type Turn = (wasAwaited: boolean) => Promise<void> | undefined;

/** Makes the function that is called between steps: it fails once the signal is aborted. @internal */
export function turns(signal: AbortSignal | undefined): Turn {
  signal?.throwIfAborted();
  let last = Date.now();
  const wait = async (): Promise<void> => {
    await nextTask();
    last = Date.now();
    signal?.throwIfAborted();
  };
  return (wasAwaited) => {
    if (wasAwaited) last = Date.now();
    else if (Date.now() - last >= TURN) return wait();
    signal?.throwIfAborted();
    return undefined;
  };
}

/** Resolves in a task of its own, so that more than promises get in. Browsers delay timers, but not messages. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    try {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    } catch {
      // Next.js 16 refuses channels in edge functions; an AudioWorklet has neither channels nor timers.
      if (typeof setTimeout === "function") setTimeout(resolve);
      else resolve();
    }
  });
}
