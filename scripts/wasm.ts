// Compiles assembly/ twice, base and relaxed SIMD, and writes each binary as a module of base64 beside src/wasm/load.ts.
// Does nothing when the sources are older than what they were compiled to.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

const targets = { simd: "kernels", relaxed: "kernels-relaxed" };
const sources = [
  "asconfig.json",
  "src/wasm/tags.ts",
  ...readdirSync("assembly")
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `assembly/${file}`),
];
const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));

for (const [target, name] of Object.entries(targets)) {
  const module = `src/wasm/${name}.wasm.ts`;
  if (existsSync(module) && existsSync(`build/${name}.wasm`) && statSync(module).mtimeMs > newest) continue;
  execFileSync("npx", ["asc", "--target", target], { stdio: "inherit" });
  const base64 = readFileSync(`build/${name}.wasm`).toString("base64");
  writeFileSync(
    module,
    `/** The module ${name}.wasm in base64; made by scripts/wasm.ts. */\nexport const base64: string = "${base64}";\n`,
  );
}
