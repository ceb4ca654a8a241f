// The workers of pools as files that the engine reads, made of the sources: the tests and the bench start these.
import { mkdirSync } from "node:fs";
import { buildSync } from "esbuild";

/** Where they are. */
const FOLDER = new URL("../../build/workers/", import.meta.url);

/** The file of the pool's own worker, of those in test/pool, or of the program beside them. */
export function workerFile(name: "worker" | "own-worker" | "choosing-worker" | "busy-worker" | "idle"): URL {
  return new URL(`${name}.js`, FOLDER);
}

const own = ["own-worker", "choosing-worker", "busy-worker", "idle"];

/** Makes them; vitest calls it before all tests. */
export default function buildWorkers(): void {
  mkdirSync(FOLDER, { recursive: true });
  const path = (relative: string): string => new URL(relative, import.meta.url).pathname;
  buildSync({
    entryPoints: [path("../../src/pool/worker.ts"), ...own.map((name) => path(`${name}.ts`))],
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["workerpool"],
    alias: { "#kernels": path("../../src/wasm/inline.ts") },
    outdir: FOLDER.pathname,
    entryNames: "[name]",
    // Where #kernels is, is said above; tsconfig.json has another place.
    tsconfigRaw: {},
    logLevel: "warning",
  });
}
