// What tsc does not put into dist/: the raw modules, for hosts that load WebAssembly in their own way, and the package in
// a few files for Node, which takes longer to find a hundred small ones than to do its first work.
import { copyFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

for (const name of ["kernels", "kernels-relaxed"]) copyFileSync(`build/${name}.wasm`, `dist/wasm/${name}.wasm`);

rmSync("dist/node", { recursive: true, force: true });
await build({
  entryPoints: ["dist/index.js", "dist/keras/index.js"],
  bundle: true,
  splitting: true,
  format: "esm",
  external: ["#kernels", "fflate"],
  outdir: "dist/node",
  chunkNames: "chunks/[name]-[hash]",
  keepNames: true,
});
