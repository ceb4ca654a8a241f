/** Cold start: from the start of a process to the first result of a GRU(128) over 100 steps, beyond an empty Node. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cellModel } from "./onnx.ts";
import { layerProblem } from "./problem.ts";

const ROUNDS = 9;

/** Programs as a user would have them: JavaScript that imports a package. */
function programs(model: string): Readonly<Record<string, string>> {
  const ort = (name: string, provider: string, more = ""): string => `
    import * as ort from "${name}";
    import { readFileSync } from "node:fs";
    ${more}
    const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(${JSON.stringify(model)})), {
      executionProviders: ["${provider}"], intraOpNumThreads: 1 });
    const x = new ort.Tensor("float32", new Float32Array(12800).fill(0.1), [100, 1, 128]);
    const h = new ort.Tensor("float32", new Float32Array(128), [1, 1, 128]);
    await session.run({ x, h });`;
  return {
    empty: "",
    rivulet: `
      import { GRU, tensor } from "../../dist/node/index.js";
      const gru = new GRU({ units: 128, recurrentInitializer: "zeros" });
      gru.apply(tensor(new Float32Array(12800).fill(0.1), [1, 100, 128]));`,
    "onnxruntime-web": ort("onnxruntime-web", "wasm", "ort.env.wasm.numThreads = 1;"),
    "onnxruntime-node": ort("onnxruntime-node", "cpu"),
    "tfjs-wasm": `
      import { setWasmPaths, setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
      import * as tf from "@tensorflow/tfjs-core";
      import * as tfl from "@tensorflow/tfjs-layers";
      setWasmPaths(new URL("./node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname);
      setThreadsCount(1);
      await tf.setBackend("wasm");
      const layer = tfl.layers.gru({ units: 128, recurrentInitializer: "zeros" });
      layer.apply(tf.fill([1, 100, 128], 0.1)).dataSync();`,
  };
}

/** Milliseconds beyond an empty Node: the medians over the rounds, in which all take turns. */
export function coldStarts(): ReadonlyMap<string, number> {
  const folder = mkdtempSync(join(import.meta.dirname, "node_modules", ".cold-"));
  const { weights } = layerProblem({
    kind: "sequence",
    cell: "GRU",
    batch: 1,
    timesteps: 100,
    inputs: 128,
    units: 128,
  });
  const model = join(folder, "gru.onnx");
  writeFileSync(model, cellModel("GRU", weights, 100, 1));
  const all = Object.entries(programs(model));
  const times = new Map<string, number[]>(all.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, text] of all) {
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
        cwd: import.meta.dirname,
        // What Node is told there, of certificates say, can take longer than all it does here.
        env: {},
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`cold start of ${name} failed:\n${stderr}`);
      times.get(name)!.push(performance.now() - start);
    }
  }
  const median = (name: string): number => times.get(name)!.toSorted((a, b) => a - b)[ROUNDS >> 1]!;
  const empty = median("empty");
  return new Map(all.filter(([name]) => name !== "empty").map(([name]) => [name, median(name) - empty]));
}
