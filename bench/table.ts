/** What benches print: tables, and the numbers that stand in them. */

/** Rows under a head, in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** The middle one of some values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** `1.23 ± 0.05`: the median, and the median distance from it. */
export function withSpread(values: readonly number[], digits: number): string {
  const middle = median(values);
  return `${middle.toFixed(digits)} ± ${median(values.map((value) => Math.abs(value - middle))).toFixed(digits)}`;
}

/**
 * What else runs on a machine slows it for half a minute at a time. So every row is measured once in each of several
 * passes, and the fastest pass counts.
 */
export function fastest<T>(passes: readonly (readonly T[])[], time: (row: T) => number): T[] {
  return passes[0]!.map((_, i) => passes.map((rows) => rows[i]!).reduce((a, b) => (time(b) < time(a) ? b : a)));
}
