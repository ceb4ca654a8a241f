/**
 * How progress is written.
 *
 * @module
 */
import type { Logs } from "./callback.ts";

const WIDTH = 20;

/** A bar of which a part is done; more than all of it where an epoch has more batches than the last. @internal */
export function bar(done: number): string {
  const filled = Math.floor(WIDTH * Math.min(done, 1));
  return `${"━".repeat(filled)}${"─".repeat(WIDTH - filled)}`;
}

/** The time so far and that of a step: `12s 35ms/step`. @internal */
export function pace(milliseconds: number, steps: number): string {
  const seconds = `${Math.round(milliseconds / 1000)}s`;
  if (steps === 0) return seconds;
  const each = milliseconds / steps;
  if (each >= 1000) return `${seconds} ${Math.round(each / 1000)}s/step`;
  return `${seconds} ${each >= 1 ? `${Math.round(each)}ms` : `${Math.round(each * 1000)}µs`}/step`;
}

/** Results, with four digits. @internal */
export function metrics(logs: Logs): string[] {
  return Object.entries(logs).map(([name, value]) => {
    const isPlain = value === 0 || Math.abs(value) > 1e-3;
    return `${name}: ${isPlain ? value.toFixed(4) : value.toExponential(4)}`;
  });
}
