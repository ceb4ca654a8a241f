// Node, Bun and Deno: prints the results of the way that the first argument names.
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { conformance } from "./conformance.js";

const bytes = readFileSync("node_modules/rivulet/dist/wasm/kernels.wasm");
const kernels = { bytes, module: new WebAssembly.Module(bytes) };
console.log(JSON.stringify(await conformance(argv[2], readFileSync("dates.keras"), kernels)));
