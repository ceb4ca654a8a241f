// Puts the raw modules into dist/, for hosts that load WebAssembly in their own way.
import { copyFileSync } from "node:fs";

for (const name of ["kernels", "kernels-relaxed"]) copyFileSync(`build/${name}.wasm`, `dist/wasm/${name}.wasm`);
