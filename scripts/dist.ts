// What tsc does not put into dist/: the raw modules, for hosts that load WebAssembly in their own way, and the package in
// a few files for Node, which takes longer to find a hundred small ones than to do its first work.
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { build, type Plugin } from "esbuild";

const entries = ["dist/index.js", "dist/keras/index.js"];
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
    onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) => {
      const text = withNames(readFileSync(path, "utf8"));
      return { contents: others.includes(path) ? `import ${JSON.stringify(core)};${text}` : text };
    });
  },
};

/** Classes that say their names, which esbuild changes where two are called the same; its `keepNames` slows functions. */
function withNames(text: string): string {
  return text.replace(/^(?:export )?(?:abstract )?class (\w+).*\{$/gm, '$& static name = "$1";');
}

rmSync("dist/node", { recursive: true, force: true });
await build({
  entryPoints: entries,
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
