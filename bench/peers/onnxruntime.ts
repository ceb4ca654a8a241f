/** ONNX Runtime, in Node's native build or in WebAssembly: one thread, all graph optimisations, as its documentation says. */
import type * as Ort from "onnxruntime-node";
import { cellModel, tokenModel } from "./onnx.ts";
import { decodeProblem, layerProblem, type Matrix, type Runner } from "./problem.ts";
import type { DecodeRow, LayerRow, Row } from "./rows.ts";

type Runtime = Pick<typeof Ort, "InferenceSession" | "Tensor">;

const SESSION: Ort.InferenceSession.SessionOptions = {
  graphOptimizationLevel: "all",
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  enableCpuMemArena: true,
  enableMemPattern: true,
};

/** [B, T, I] → [T, B, I]. */
function timeFirst({ data, shape }: Matrix): Float32Array {
  const [B, T, I] = shape as [number, number, number];
  const result = new Float32Array(data.length);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) result.set(data.subarray((b * T + t) * I, (b * T + t + 1) * I), (t * B + b) * I);
  }
  return result;
}

async function layerRunner(ort: Runtime, options: Ort.InferenceSession.SessionOptions, row: LayerRow): Promise<Runner> {
  const { weights, x } = layerProblem(row);
  const { batch: B, timesteps: T, inputs: I, units: H } = row;
  const session = await ort.InferenceSession.create(cellModel(row.cell, weights, T, B), options);
  const input = new ort.Tensor("float32", timeFirst(x), [T, B, I]);
  const zeros = (): Ort.Tensor => new ort.Tensor("float32", new Float32Array(B * H), [1, B, H]);
  const names = row.cell === "GRU" ? ["h"] : ["h", "c"];
  let states = names.map(zeros);
  return {
    async run() {
      const feeds: Record<string, Ort.Tensor> = { x: input };
      names.forEach((name, i) => {
        feeds[name] = states[i]!;
      });
      const results = await session.run(feeds);
      if (row.kind === "step") states = names.map((name) => results[`${name}T`] as Ort.Tensor);
      return (results["hT"] as Ort.Tensor).data as Float32Array;
    },
  };
}

async function decodeRunner(
  ort: Runtime,
  options: Ort.InferenceSession.SessionOptions,
  row: DecodeRow,
): Promise<Runner> {
  const { embeddings, cells, dense, source } = decodeProblem(row);
  const { tokens, units } = row;
  const encoder = await ort.InferenceSession.create(tokenModel(embeddings[0], cells[0], undefined, tokens), options);
  const decoder = await ort.InferenceSession.create(tokenModel(embeddings[1], cells[1], dense, 1), options);
  const ids = new ort.Tensor("int64", BigInt64Array.from(source, BigInt), [tokens, 1]);
  const zeros = new ort.Tensor("float32", new Float32Array(units), [1, 1, units]);
  return {
    async run() {
      let h = (await encoder.run({ ids, h: zeros }))["hT"] as Ort.Tensor;
      let token: Ort.Tensor = new ort.Tensor("int64", BigInt64Array.of(0n), [1, 1]);
      const result: number[] = [];
      for (let i = 0; i < tokens; i++) {
        const step = await decoder.run({ ids: token, h });
        h = step["hT"] as Ort.Tensor;
        token = step["token"] as Ort.Tensor;
        result.push(Number((token.data as BigInt64Array)[0]));
      }
      return result;
    },
  };
}

/** Makes a row ready, or gives nothing where the runtime cannot do it. */
export async function onnxruntime(which: "web" | "node", row: Row): Promise<Runner | undefined> {
  if (row.kind === "train") return undefined;
  if (which === "node") {
    const ort = await import("onnxruntime-node");
    const options = { ...SESSION, executionProviders: ["cpu"] };
    return row.kind === "decode" ? decodeRunner(ort, options, row) : layerRunner(ort, options, row);
  }
  const ort = (await import("onnxruntime-web")) as unknown as Runtime & { env: { wasm: { numThreads: number } } };
  ort.env.wasm.numThreads = 1;
  const options = { ...SESSION, executionProviders: ["wasm"] };
  return row.kind === "decode" ? decodeRunner(ort, options, row) : layerRunner(ort, options, row);
}
