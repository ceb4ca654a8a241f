import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "#kernels": new URL("src/wasm/inline.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/runtimes/**"],
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"] },
    pool: "forks",
    execArgv: ["--expose-gc"],
    testTimeout: 300_000,
    maxWorkers: 2,
  },
});
