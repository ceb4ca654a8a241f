/**
 * Times the kernels and the public API around them, and prints tables; takes ten minutes.
 *
 *   npm run bench                     everything, base build
 *   npm run bench -- gruForward       the kernels whose names contain a word
 *   npm run bench -- overhead         what steps of streams, predict and training cost beyond their kernels
 *   npm run bench -- sessions         8,000 sessions of one model
 *   npm run bench -- growth           time against units, batch, time steps and layers; draws bench/growth.svg
 *   npm run bench -- denormals        what numbers too small for the processor cost
 *   npm run bench -- pool             what workers save; wants two idle processors
 *   npm run bench -- --relaxed        the relaxed-SIMD build; Node 22 and later
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { init } from "../src/index.ts";
import { curves } from "./curves.ts";
import { measureDenormals } from "./denormals.ts";
import { measureGrowth } from "./growth.ts";
import { benchKernels, nameOf, type Row } from "./kernels.ts";
import { makeLimits } from "./limits.ts";
import { measurePredict, measureStep, measureTraining, type StepOverhead } from "./overhead.ts";
import { measurePool, type Ratio } from "./pool.ts";
import { FLOPS, INPUTS, measureSessions, SESSIONS, type Sessions, UNITS } from "./sessions.ts";
import { suites } from "./suites.ts";
import { fastest, median, table, withSpread } from "./table.ts";

const relaxed = process.argv.includes("--relaxed");
const filter = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "";
if (relaxed) await init({ relaxed: true });
const build = relaxed ? "relaxed" : "base";
const limits = (): ReturnType<typeof makeLimits> => makeLimits(relaxed ? "relaxed" : "simd");

const PASSES = 3;

async function kernels(): Promise<void> {
  const chosen = suites.filter((suite) => nameOf(suite).includes(filter));
  const known = limits();
  const passes: Row[][] = [];
  for (let pass = 0; pass < PASSES; pass++) passes.push(await benchKernels(known, chosen));
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

async function overhead(): Promise<void> {
  const passes: StepOverhead[][] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const rows: StepOverhead[] = [];
    for (const units of [8, 16, 32, 64, 128]) rows.push(await measureStep(units));
    passes.push(rows);
  }
  const steps = fastest(passes, ({ step }) => step).map(({ units, step, kernel, overhead }) => [
    `${units} units and inputs`,
    step.toFixed(3),
    kernel.toFixed(3),
    overhead.toFixed(3),
  ]);
  console.log(
    `${table([`stream.step of a GRU · ${build}`, "step µs", "kernel µs", "beyond the kernel, µs"], steps)}\n`,
  );
  const calls = [...(await measurePredict()), ...(await measureTraining())];
  const cells = calls.map(({ name, total, beyond, bytes }) => [
    name,
    withSpread(total, 2),
    withSpread(beyond, 2),
    bytes ? bytes[0].toFixed(0) : "–",
    bytes?.[1] ? bytes[1].toFixed(0) : "–",
  ]);
  const head = [`a call · ${build}`, "µs", "beyond the kernels, µs", "bytes it takes", "its result's"];
  console.log(`${table(head, cells)}\n`);
}

async function sessions(): Promise<void> {
  const passes: Sessions[] = [];
  for (let pass = 0; pass < PASSES; pass++) passes.push(await measureSessions());
  const { heap, linear } = passes[0]!;
  const ticks = fastest(
    passes.map((pass) => pass.ticks),
    ({ step }) => median(step),
  );
  const cells = ticks.map(({ arrival, frames, push, step, kernel }) => {
    const tick = push.map((time, i) => time + step[i]!);
    const beside = tick.map((time, i) => (kernel[i]! / time) * 100);
    const [ms, share] = [median(tick), median(beside)];
    return [
      arrival,
      withSpread(tick, 2),
      withSpread(push, 2),
      withSpread(kernel, 2),
      `${share.toFixed(0)} %`,
      ((frames / ms) * 1000).toExponential(2),
      ((frames * FLOPS) / ms / 1e6).toFixed(1),
    ];
  });
  const head = [
    "which sessions have a frame",
    "tick ms",
    "of it push",
    "kernel ms",
    "kernel's share",
    "frames/s",
    "GFLOP/s",
  ];
  console.log(`${SESSIONS} sessions of a GRU(${UNITS}) on ${INPUTS} inputs · ${build}\n`);
  console.log(table(head, cells));
  console.log(`\nbytes a session: ${heap.toFixed(0)} in JavaScript, ${linear.toFixed(0)} in linear memory\n`);
}

async function growth(): Promise<void> {
  const { tables, panels } = await measureGrowth(limits());
  console.log(`${tables.join("\n\n")}\n`);
  writeFileSync("bench/growth.svg", curves(`GFLOP/s of GRU and LSTM (${build})`, panels));
}

function denormals(): void {
  const head = [`300 time steps of 32 units · ${build}`, "silence", "denormal inputs", "closed gates"];
  const cells = (["SimpleRNN", "GRU", "LSTM"] as const).map((name) => {
    const { layer, silence, denormals: small, closedGates } = measureDenormals(name);
    return [layer, ...[silence, small, closedGates].map((ratio) => `${ratio.toFixed(2)} ×`)];
  });
  console.log(table(head, cells));
}

async function pool(): Promise<void> {
  const cell = ({ median, low, high }: Ratio): string =>
    `${median.toFixed(2)} × (${low.toFixed(2)} to ${high.toFixed(2)})`;
  const rows = await measurePool([32, 64, 256]);
  const cells = rows.map(({ name, alone, one, two }) => [name, alone.toFixed(1), cell(one), cell(two)]);
  console.log(
    `\n${table([`a pool beside the model alone · ${build}`, "alone, ms", "one worker", "two workers"], cells)}`,
  );
}

console.log(
  `${cpus()[0]!.model}, ${cpus().length} cores · Node ${process.versions.node} (V8 ${process.versions.v8})\n`,
);

const parts: Readonly<Record<string, () => void | Promise<void>>> = { overhead, sessions, growth, denormals, pool };
if (!(filter in parts)) await kernels();
for (const [name, part] of Object.entries(parts)) if (filter === "" || filter === name) await part();
