/**
 * Times rivulet beside its peers on the same work, and prints tables; half an hour for all rows.
 *
 *   npm run bench:peers                                everything, base build
 *   npm run bench:peers -- step                        the rows whose names contain a word
 *   npm run bench:peers -- --peer onnxruntime-web      beside that one alone; can be given several times
 *   npm run bench:peers -- --relaxed                   the relaxed-SIMD build; Node 22 and later
 *   npm run bench:peers -- --python python3            with Keras and PyTorch, where that Python has them
 *   npm run bench:peers -- --chart bench/peers.svg     and a chart
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { init } from "../../src/index.ts";
import { type Bar, chart } from "./chart.ts";
import { coldStarts } from "./cold.ts";
import { measure, type Time } from "./measure.ts";
import { onnxruntime } from "./onnxruntime.ts";
import type { Runner } from "./problem.ts";
import { python } from "./python.ts";
import { rivulet } from "./rivulet.ts";
import { nameOf, type Row, rows } from "./rows.ts";
import { tfjs } from "./tfjs.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    relaxed: { type: "boolean" },
    peer: { type: "string", multiple: true },
    python: { type: "string" },
    chart: { type: "string" },
  },
});
if (values.relaxed) await init({ relaxed: true });
const build = values.relaxed ? "relaxed" : "base";
const filter = positionals[0] ?? "";

interface Peer {
  readonly name: string;
  readonly make: (row: Row) => Promise<Runner | undefined>;
  /** Whether its results must be those of rivulet; Python draws weights of its own. */
  readonly isCompared: boolean;
  /** Whether its GRU has the reset gate before the product. */
  readonly resetsBefore?: boolean;
}

const all: Peer[] = [
  { name: "onnxruntime-web", make: (row) => onnxruntime("web", row), isCompared: true },
  { name: "onnxruntime-node", make: (row) => onnxruntime("node", row), isCompared: true },
  { name: "tfjs-wasm", make: (row) => tfjs("wasm", row), isCompared: true, resetsBefore: true },
  { name: "tfjs-cpu", make: (row) => tfjs("cpu", row), isCompared: true, resetsBefore: true },
];
if (values.python) {
  for (const [name, make] of await python(values.python)) all.push({ name, make, isCompared: false });
}
const peers = all.filter(({ name }) => values.peer?.includes(name) ?? true);

// tfjs's plain backend takes minutes for the larger rows.
const TFJS_CPU_UNITS = 128;
const TOLERANCE = 1e-4;
const COMPARED_RUNS = 3;

/** Runs both a few times: all results must agree before anything is timed. */
async function compare(row: Row, peer: Peer, runner: Runner): Promise<void> {
  const ours = rivulet(row, !peer.resetsBefore);
  for (let i = 0; i < COMPARED_RUNS; i++) {
    const [a, b] = [await ours.run(), await runner.run()];
    const apart = Math.max(...Array.from(a, (value, j) => Math.abs(value - b[j]!)), 0);
    const largest = Math.max(1, ...Array.from(a, Math.abs));
    if (a.length === b.length && apart <= TOLERANCE * largest) continue;
    throw new Error(`${nameOf(row)}: ${peer.name} gives other results, ${apart} apart at run ${i}`);
  }
}

/** Training on a GRU of another kind starts from the same loss, and goes on differently. */
const isComparable = (row: Row, peer: Peer): boolean =>
  peer.isCompared && !(row.kind === "train" && row.model === "GRU to number" && peer.resetsBefore);

const format = (ms: number): string => (ms < 0.1 ? `${(ms * 1000).toFixed(2)} µs` : `${ms.toPrecision(3)} ms`);

function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

const require = createRequire(import.meta.url);
const version = (name: string): string => {
  const { version: found } = require(`./node_modules/${name}/package.json`) as { version: string };
  return `${name} ${found}`;
};
console.log(
  `${cpus()[0]!.model}, ${cpus().length} cores · Node ${process.versions.node} · rivulet ${build} · ` +
    ["onnxruntime-web", "onnxruntime-node", "@tensorflow/tfjs-core"].map(version).join(" · "),
);
console.log("medians ± median distance of 15 rounds in turns, one thread; × is the peer's time divided by rivulet's\n");

const bars: (Bar & { readonly kind: Row["kind"] })[] = [];
console.log(`| row | rivulet ${build} | ${peers.map(({ name }) => `${name} | × `).join("| ")}|`);
console.log(`|---|--:|${peers.map(() => "--:|--:|").join("")}`);
for (const row of rows.filter((one) => nameOf(one).includes(filter))) {
  const ready: { readonly peer: Peer; readonly runner: Runner }[] = [];
  for (const peer of peers) {
    if (peer.name === "tfjs-cpu" && row.kind !== "train" && "units" in row && row.units > TFJS_CPU_UNITS) continue;
    const runner = await peer.make(row);
    if (!runner) continue;
    if (isComparable(row, peer)) await compare(row, peer, runner);
    ready.push({ peer, runner });
  }
  const [ours, ...theirs] = (await measure([rivulet(row), ...ready.map(({ runner }) => runner)])) as [Time, ...Time[]];
  const timeOf = new Map(ready.map(({ peer }, i) => [peer.name, theirs[i]!]));
  const ratios = new Map([...timeOf].map(([name, { median }]) => [name, median / ours.median]));
  bars.push({ kind: row.kind, row: nameOf(row), ratios });
  const cells = peers.map(({ name }) => {
    const time = timeOf.get(name);
    return time ? `${format(time.median)} ± ${format(time.spread)} | ${ratios.get(name)!.toFixed(2)} ` : "– | – ";
  });
  console.log(`| ${nameOf(row)} | ${format(ours.median)} ± ${format(ours.spread)} | ${cells.join("| ")}|`);
}

console.log(`\n| geometric mean, and the least | ${peers.map(({ name }) => name).join(" | ")} |`);
console.log(`|---|${peers.map(() => "--:|").join("")}`);
for (const kind of new Set(bars.map((bar) => bar.kind))) {
  const cells = peers.map(({ name }) => {
    const found = bars.filter((bar) => bar.kind === kind).flatMap(({ ratios }) => ratios.get(name) ?? []);
    return found.length === 0 ? "–" : `${geometricMean(found).toFixed(2)} ×, ${Math.min(...found).toFixed(2)} ×`;
  });
  console.log(`| ${kind} | ${cells.join(" | ")} |`);
}

if (filter === "" || filter === "cold") {
  const cold = coldStarts();
  const ours = cold.get("rivulet")!;
  console.log("\n| cold start | ms beyond an empty Node | × |\n|---|--:|--:|");
  for (const [name, ms] of cold) console.log(`| ${name} | ${ms.toFixed(0)} | ${(ms / ours).toFixed(1)} |`);
}
if (values.chart)
  writeFileSync(
    values.chart,
    chart(
      `Time divided by rivulet's (${build})`,
      bars,
      peers.map(({ name }) => name),
    ),
  );
process.exit(0);
