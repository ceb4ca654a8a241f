// Budgets of what users bundle, kernels included: compressed by gzip.

/** What is loaded on demand is counted where `counted` says so; in no case the kernels for relaxed SIMD. */
const bundled =
  (counted = /^$/) =>
  (config) => ({
    ...config,
    tsconfigRaw: {},
    plugins: [
      {
        name: "on demand",
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ kind, path }) =>
            kind === "dynamic-import" && !counted.test(path) ? { path, external: true } : undefined,
          ),
      },
    ],
  });

export default [
  {
    name: "open a .keras file of a GRU and a Dense, and predict",
    path: "test/size/open.js",
    gzip: true,
    limit: "65.5 kB",
    modifyEsbuildConfig: bundled(),
  },
  {
    name: "open any .keras file, and predict",
    path: "test/size/open-any.js",
    gzip: true,
    limit: "79.5 kB",
    modifyEsbuildConfig: bundled(),
  },
  {
    name: "everything, training too",
    path: "test/size/everything.js",
    gzip: true,
    limit: "118.5 kB",
    modifyEsbuildConfig: bundled(/training|compile/),
  },
  {
    name: "the worker of pools, a file beside the bundle",
    path: "dist/pool/worker.js",
    gzip: true,
    disablePlugins: ["@size-limit/esbuild"],
    limit: "121.5 kB",
  },
];
