// Runs build/edge/edge.js in Vercel's edge-runtime. As at Vercel, the host compiles the modules that the code imports.
import { readFileSync } from "node:fs";
import { EdgeRuntime } from "edge-runtime";

const require = (name) => new WebAssembly.Module(readFileSync(`build/edge/${name.replace("?module", "")}`));
const runtime = new EdgeRuntime({
  initialCode: readFileSync("build/edge/edge.js", "utf8"),
  extend: (context) => Object.assign(context, { require }),
});
const request = { method: "POST", body: readFileSync("dates.keras") };
console.log(await (await runtime.dispatchFetch(`http://edge/?way=${process.argv[2]}`, request)).text());
