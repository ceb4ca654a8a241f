// npx tsx bench/cold-workerd.ts: from the first request to a fresh workerd to the first result of a GRU(128) over 100
// steps, beyond an empty worker; seen from outside, for inside the clock stands still. Needs `npm run build` and what
// `npm run test:runtimes` installs.
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { connect } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { build } from "esbuild";
import { Dense, GRU, initializers, input, Sequential } from "../src/index.ts";
import { saveKeras } from "../src/keras/index.ts";

const ROUNDS = 21;
const PORT = 18_790;
const root = join(import.meta.dirname, "..");
const workerd = join(root, "test/runtimes/node_modules/.bin/workerd");

const open = "openKeras(file, { layers: [Dense, GRU] })";
const imports = `
  import { Dense, GRU, tensor } from "rivulet";
  import { openKeras } from "rivulet/keras";
  import file from "./gru.keras";
  const x = tensor(new Float32Array(12800).fill(0.1), [1, 100, 128]);`;
const answer = "const { data } = model.predict(x); return new Response(String(data[0]));";

const programs: Readonly<Record<string, string>> = {
  "an empty worker": `export default { fetch() { return new Response("0"); } };`,
  "model opened in the global scope": `${imports} const model = ${open}; export default { fetch() { ${answer} } };`,
  "the same, and predicted once": `${imports} const model = ${open}; model.predict(x); export default { fetch() { ${answer} } };`,
  "model opened by the request": `${imports} export default { fetch() { const model = ${open}; ${answer} } };`,
};

const configuration = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [
      (name = "worker.js", esModule = embed "worker.js"),
      (name = "kernels.wasm", wasm = embed "kernels.wasm"),
      (name = "gru.keras", data = embed "gru.keras"),
    ],
    compatibilityDate = "2025-06-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${PORT}", http = (), service = "main")],
);`;

const scratch = mkdtempSync(join(tmpdir(), "rivulet-"));
try {
  const seeded = (seed: number) => new initializers.GlorotUniform({ seed });
  const model = new Sequential([
    input({ shape: [null, 128] }),
    new GRU({ units: 128, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) }),
    new Dense({ units: 1, kernelInitializer: seeded(3) }),
  ]);
  const folders = new Map<string, string>();
  for (const [name, contents] of Object.entries(programs)) {
    const folder = mkdtempSync(join(scratch, "worker-"));
    folders.set(name, folder);
    await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      minify: true,
      format: "esm",
      conditions: ["workerd"],
      external: ["./gru.keras"],
      loader: { ".wasm": "copy" },
      assetNames: "[name]",
      outfile: join(folder, "worker.js"),
      tsconfigRaw: {},
    });
    copyFileSync(join(root, "dist/wasm/kernels.wasm"), join(folder, "kernels.wasm"));
    writeFileSync(join(folder, "gru.keras"), saveKeras(model));
    writeFileSync(join(folder, "workerd.capnp"), configuration);
  }

  const times = new Map([...folders.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, folder] of folders) times.get(name)!.push(await firstRequest(folder));
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
  console.log(`workerd, ${cpus()[0]!.model}, medians of ${ROUNDS}, ms beyond an empty worker`);
  const empty = median(times.get("an empty worker")!);
  for (const [name, own] of times) {
    console.log(name.padEnd(36), (name === "an empty worker" ? empty : median(own) - empty).toFixed(1));
  }
} finally {
  rmSync(scratch, { recursive: true });
}

/** Milliseconds from a request to a fresh process to the end of its answer. */
async function firstRequest(folder: string): Promise<number> {
  const child = spawn(workerd, ["serve", "workerd.capnp"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  try {
    while (!(await listens())) await setTimeout(5);
    // Until the isolate has come to rest.
    await setTimeout(200);
    const start = performance.now();
    await new Promise<void>((resolve, reject) => {
      get(`http://127.0.0.1:${PORT}/`, (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
        response.resume().once("end", resolve);
      }).once("error", reject);
    });
    return performance.now() - start;
  } finally {
    child.kill();
    await new Promise((resolve) => child.once("exit", resolve));
  }
}

function listens(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(PORT, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
