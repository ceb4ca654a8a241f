// Bundlers, each with nothing set but where the page is and where it goes: build/<name>/. Of some, the worker of pools is
// copied there.
import { copyFileSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import { here, run, tool, versionOf } from "./tools.ts";

const commands: Readonly<Record<string, readonly string[]>> = {
  esbuild: [
    "esbuild",
    "page.js",
    "conformance-worker.js",
    "worklet.js",
    "--bundle",
    "--format=esm",
    "--outdir=build/esbuild",
  ],
  vite: ["vite", "build", "--base=./", "--outDir=build/vite"],
  webpack: ["webpack", "./page.js", "--mode=production", "-o", "build/webpack", "--output-filename=page.js"],
  rollup: ["rollup", "-c", `${here}hosts/rollup.config.js`],
  bun: ["bun", "build", "page.js", "conformance-worker.js", "--target=browser", "--outdir=build/bun"],
};

/** Those that leave the address of the worker of pools as it is. */
const copied: readonly string[] = ["esbuild", "rollup", "bun"];

/** What a bundler made: nothing where it is not there, or fails. */
export interface Build {
  readonly name: string;
  readonly version: string | undefined;
  readonly error?: string;
}

const poolWorker = (app: string): string => `${app}/node_modules/rivulet/dist/pool/worker.js`;

/** Builds the app with every bundler that is there. */
export async function buildPages(app: string): Promise<Build[]> {
  const builds: Build[] = [];
  for (const [name, [program, ...args]] of Object.entries(commands)) {
    const version = versionOf(name);
    try {
      if (version) await run([tool(program!), ...args], app);
      if (version && copied.includes(name)) copyFileSync(poolWorker(app), `${app}/build/${name}/worker.js`);
      builds.push({ name, version });
    } catch (error) {
      builds.push({ name, version, error: String(error) });
    }
    const page = `${app}/build/${name}/index.html`;
    if (existsSync(dirname(page)) && !existsSync(page)) copyFileSync(`${app}/index.html`, page);
  }
  return builds;
}
