// Node, Bun and Deno: prints the results of the way that the first argument names.
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { conformance } from "./conformance.js";

/** Imported where it is asked for alone, since Deno wants to be asked before the processors are counted. */
const pool = async () => (await import("./pool.js")).pool();

const bytes = readFileSync("node_modules/rivulet/dist/wasm/kernels.wasm");
const kernels = { bytes, module: new WebAssembly.Module(bytes) };
const file = readFileSync("dates.keras");
const results = argv[2] === "pool" ? pool() : conformance(argv[2], file, kernels);
console.log(JSON.stringify(await results));
