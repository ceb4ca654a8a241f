import { defineConfig } from "vitest/config";

/** The pool's own worker, as the engine can read it. */
const worker = new URL("build/workers/worker.js", import.meta.url).href;

export default defineConfig({
  plugins: [
    {
      name: "the worker of the sources",
      transform: (code, file) =>
        file.endsWith("/src/pool/pool.ts")
          ? code.replace('new URL("./worker.js", import.meta.url)', `new URL("${worker}")`)
          : null,
    },
  ],
  resolve: { alias: { "#kernels": new URL("src/wasm/inline.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/pool/build-workers.ts",
    exclude: ["test/runtimes/**"],
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"] },
    pool: "forks",
    execArgv: ["--expose-gc"],
    testTimeout: 300_000,
    maxWorkers: 2,
  },
});
