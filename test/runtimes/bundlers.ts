// Bundlers, each with nothing set but where the page is and where it goes: build/<name>/.
import { copyFileSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import { here, run, tool, versionOf } from "./tools.ts";

const commands: Readonly<Record<string, readonly string[]>> = {
  esbuild: ["esbuild", "page.js", "worker.js", "worklet.js", "--bundle", "--format=esm", "--outdir=build/esbuild"],
  vite: ["vite", "build", "--base=./", "--outDir=build/vite"],
  webpack: ["webpack", "./page.js", "--mode=production", "-o", "build/webpack", "--output-filename=page.js"],
  rollup: ["rollup", "-c", `${here}hosts/rollup.config.js`],
  bun: ["bun", "build", "page.js", "worker.js", "--target=browser", "--outdir=build/bun"],
};

/** What a bundler made: nothing where it is not there, or fails. */
export interface Build {
  readonly name: string;
  readonly version: string | undefined;
  readonly error?: string;
}

/** Builds the app with every bundler that is there. */
export async function buildPages(app: string): Promise<Build[]> {
  const builds: Build[] = [];
  for (const [name, [program, ...args]] of Object.entries(commands)) {
    const version = versionOf(name);
    try {
      if (version) await run([tool(program!), ...args], app);
      builds.push({ name, version });
    } catch (error) {
      builds.push({ name, version, error: String(error) });
    }
    const page = `${app}/build/${name}/index.html`;
    if (existsSync(dirname(page)) && !existsSync(page)) copyFileSync(`${app}/index.html`, page);
  }
  return builds;
}
