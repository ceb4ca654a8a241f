/**
 * Times the kernels and the public API around them, and prints a table; takes three minutes.
 *
 *   npm run bench                     everything, base build
 *   npm run bench -- gruForward       the kernels whose names contain a word
 *   npm run bench -- overhead         what a stream's step costs beyond its kernel
 *   npm run bench -- denormals        what numbers too small for the processor cost
 *   npm run bench -- --relaxed        the relaxed-SIMD build; Node 22 and later
 */
import { cpus } from "node:os";
import { init } from "../src/index.ts";
import { measureDenormals } from "./denormals.ts";
import { benchKernels, type Row } from "./kernels.ts";
import { makeLimits } from "./limits.ts";
import { measureOverhead, type Overhead } from "./overhead.ts";

const relaxed = process.argv.includes("--relaxed");
const filter = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "";
if (relaxed) await init({ relaxed: true });
const build = relaxed ? "relaxed" : "base";

// What else runs on a machine slows it for half a minute at a time. Every row is measured once in each of these passes,
// and the fastest pass counts.
const PASSES = 3;

function fastest<T>(passes: readonly (readonly T[])[], time: (row: T) => number): T[] {
  return passes[0]!.map((_, i) => passes.map((rows) => rows[i]!).reduce((a, b) => (time(b) < time(a) ? b : a)));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

console.log(
  `${cpus()[0]!.model}, ${cpus().length} cores · Node ${process.versions.node} (V8 ${process.versions.v8})\n`,
);

if (filter !== "overhead" && filter !== "denormals") {
  const passes: Row[][] = [];
  const limits = makeLimits(relaxed ? "relaxed" : "simd");
  for (let pass = 0; pass < PASSES; pass++) passes.push(await benchKernels(limits, filter));
  const rows = fastest(passes, ({ p50 }) => p50);
  const head = ["kernel · sizes · build", "p50 µs", "± MAD", "GFLOP/s", "share of the limit"];
  const cells = rows.map(({ name, p50, mad, gflops, share, limit }) => [
    `${name} · ${build}`,
    p50.toFixed(2),
    mad.toFixed(2),
    gflops.toFixed(1),
    `${(share * 100).toFixed(0)} % of ${limit}`,
  ]);
  console.log(`${table(head, cells)}\n`);
}

if (filter === "" || filter === "overhead") {
  const passes: Overhead[][] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const rows: Overhead[] = [];
    for (const units of [8, 16, 32, 64, 128]) rows.push(await measureOverhead(units));
    passes.push(rows);
  }
  const rows = fastest(passes, ({ step }) => step);
  const head = [`stream.step of a GRU · ${build}`, "step µs", "kernel µs", "beyond the kernel, µs"];
  const cells = rows.map(({ units, step, kernel, overhead }) => [
    `${units} units and inputs`,
    step.toFixed(3),
    kernel.toFixed(3),
    overhead.toFixed(3),
  ]);
  console.log(table(head, cells));
}

if (filter === "" || filter === "denormals") {
  const head = [`300 time steps of 32 units · ${build}`, "silence", "denormal inputs", "closed gates"];
  const cells = (["SimpleRNN", "GRU", "LSTM"] as const).map((name) => {
    const { layer, silence, denormals, closedGates } = measureDenormals(name);
    return [layer, ...[silence, denormals, closedGates].map((ratio) => `${ratio.toFixed(2)} ×`)];
  });
  console.log(`\n${table(head, cells)}`);
}
