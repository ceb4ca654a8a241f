// Runtimes that are a command: each prints the results of one way as a line of JSON.
import type { Results, Row, Way } from "./table.ts";
import { here, run, tool, versionOf } from "./tools.ts";

interface Runtime {
  readonly name: string;
  /** The npm package that holds it. */
  readonly package: string;
  readonly ways: readonly Way[];
  /** Makes what it runs of the app. */
  readonly build?: readonly string[];
  readonly command: (way: Way) => readonly string[];
}

const everyWay: readonly Way[] = ["default", "module", "bytes", "relaxed", "pool"];
const denoMay = (way: Way): string[] => (way === "pool" ? ["--allow-read", "--allow-sys"] : ["--allow-read"]);
const hostCompiles: readonly Way[] = ["default", "module", "relaxed"];
const node = (version: number): string => `${here}node_modules/node-${version}/bin/node`;
const bundle = [tool("esbuild"), "--bundle", "--loader:.wasm=copy", "--asset-names=[name]"];

const durableObject = `${tool("workerd")} test durable-object.capnp`;

const runtimes: readonly Runtime[] = [
  ...[20, 22, 24, 26].map((version) => ({
    name: "Node",
    package: `node-${version}`,
    ways: everyWay,
    command: (way: Way) => [node(version), "process.js", way],
  })),
  { name: "Bun", package: "bun", ways: everyWay, command: (way) => [tool("bun"), "process.js", way] },
  {
    name: "Deno",
    package: "deno",
    ways: everyWay,
    command: (way) => [tool("deno"), "run", "--no-prompt", ...denoMay(way), "process.js", way],
  },
  {
    name: "workerd",
    package: "workerd",
    ways: hostCompiles,
    build: [...bundle, "workerd.js", "--format=esm", "--conditions=workerd", "--outdir=build/workerd"],
    command: (way) => ["env", `WAY=${way}`, tool("workerd"), "test", "workerd.capnp"],
  },
  {
    name: "Durable Object, restarted, of workerd",
    package: "workerd",
    ways: ["default"],
    build: [...bundle, "durable-object.js", "--format=esm", "--conditions=workerd", "--outdir=build/workerd"],
    command: () => ["sh", "-c", `mkdir build/storage && ${durableObject} && ${durableObject}`],
  },
  {
    name: "edge-runtime",
    package: "edge-runtime",
    ways: hostCompiles,
    build: [...bundle, "edge.js", "--format=iife", "--conditions=edge-light", "--outdir=build/edge"],
    command: (way) => [node(24), `${here}hosts/edge-runtime.js`, way],
  },
];

/** Runs the app in every runtime that is there. */
export async function runProcesses(app: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, package: packageName, ways, build, command } of runtimes) {
    const version = versionOf(packageName);
    const row: Row = { name: `${name} ${version ?? packageName}`, ways: version ? ways : [], results: new Map() };
    rows.push(row);
    if (version && build) await run(build, app);
    for (const way of row.ways) row.results.set(way, await resultsOf(run(command(way), app)));
  }
  return rows;
}

async function resultsOf(output: Promise<string>): Promise<Results> {
  try {
    return JSON.parse((await output).split("\n").find((line) => line.startsWith("{")) ?? "");
  } catch (error) {
    return { error: String(error) };
  }
}
