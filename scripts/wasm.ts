// Compiles assembly/ twice, base and relaxed SIMD, and writes each binary as a module of digits beside src/wasm/load.ts:
// hexadecimal ones, which compressed are a fifth less than base64.
// Does nothing when the sources are older than what they were compiled to.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

const targets = { simd: "kernels", relaxed: "kernels-relaxed" };
const sources = [
  "asconfig.json",
  "scripts/wasm.ts",
  "scripts/inline.mjs",
  "src/wasm/tags.ts",
  ...readdirSync("assembly")
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `assembly/${file}`),
];
const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));

for (const [target, name] of Object.entries(targets)) {
  const module = `src/wasm/${name}.wasm.ts`;
  if (existsSync(module) && existsSync(`build/${name}.wasm`) && statSync(module).mtimeMs > newest) continue;
  execFileSync("npx", ["asc", "--target", target, "--transform", "./scripts/inline.mjs"], { stdio: "inherit" });
  const hex = readFileSync(`build/${name}.wasm`).toString("hex");
  writeFileSync(
    module,
    `/** The module ${name}.wasm in hexadecimal digits; made by scripts/wasm.ts. */\nexport const hex: string = "${hex}";\n`,
  );
}
