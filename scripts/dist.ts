// What tsc does not put into dist/: the raw modules, for hosts that load WebAssembly in their own way; the package in a few
// files for Node, which takes longer to find a hundred small ones than to do its first work; and for all others the worker
// of pools in one file, since bundlers take a file by its address as it is, and the library of pools without Node's part.
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { build, type Plugin } from "esbuild";

const pools = ["dist/pool/index.js", "dist/pool/worker.js"];
const entries = ["dist/index.js", "dist/keras/index.js", ...pools];
const onDemand = ["dist/training/index.js", "dist/keras/compile.js", "dist/wasm/kernels-relaxed.wasm.js"];

for (const name of ["kernels", "kernels-relaxed"]) copyFileSync(`build/${name}.wasm`, `dist/wasm/${name}.wasm`);

/**
 * esbuild makes a file of the modules that the same entries need, hence one for every set of entries. Where each needs
 * the first whole, that is one file.
 */
const oneCore: Plugin = {
  name: "one core",
  setup({ onLoad }) {
    const [core, ...others] = [...entries, ...onDemand].map((file) => resolve(file));
    const training = resolve(onDemand[0]!);
    onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) => {
      // Pools need training whole too, lest it becomes several files.
      const whole = pools.map((file) => resolve(file)).includes(path) ? [core, training] : [core];
      const imports = whole.map((file) => `import ${JSON.stringify(file)};`).join("");
      const text = withNames(readFileSync(path, "utf8"));
      return { contents: others.includes(path) ? `${imports}${text}` : text };
    });
  },
};

// In a module, and in the text of one that is a string.
const SOURCE_MAPS = /\/\/# sourceMappingURL=[\w.]+/g;

/** Classes that say their names, which esbuild changes where two are called the same; its `keepNames` slows functions. */
function withNames(text: string): string {
  return text.replace(/^(?:export )?(?:abstract )?class (\w+).*\{$/gm, '$& static name = "$1";');
}

rmSync("dist/node", { recursive: true, force: true });
await build({
  entryPoints: entries,
  external: ["workerpool"],
  bundle: true,
  splitting: true,
  format: "esm",
  conditions: ["node"],
  // What is used of fflate's build for browsers: the one for Node loads threads, which nothing here asks for.
  alias: { fflate: "fflate/browser" },
  outdir: "dist/node",
  chunkNames: "chunks/[name]-[hash]",
  plugins: [oneCore],
  // Where #kernels is, package.json says; tsconfig.json has another place.
  tsconfigRaw: {},
  // Nothing is imported from the core: that is meant so.
  logOverride: { "ignored-bare-import": "silent" },
});
copyFileSync("node_modules/fflate/LICENSE", "dist/node/LICENSE-fflate");

/**
 * Modules of Node that workerpool asks for where it finds Node are empty; it names no source map, which Vite would look
 * for; classes keep their names.
 */
const forBrowsers: Plugin = {
  name: "for browsers",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(child_process|os|worker_threads)$/ }, ({ path }) => ({ path, namespace: "none" }));
    onLoad({ filter: /./, namespace: "none" }, () => ({ contents: "" }));
    onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      return { contents: path.includes("node_modules") ? text.replace(SOURCE_MAPS, "") : withNames(text) };
    });
  },
};

for (const file of ["dist/pool/library.js", "dist/pool/worker.js"]) {
  await build({
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    format: "esm",
    minify: true,
    plugins: [forBrowsers],
    tsconfigRaw: {},
  });
}
copyFileSync("node_modules/workerpool/LICENSE", "dist/pool/LICENSE-workerpool");
