/**
 * TensorFlow.js, by its layers, on its WebAssembly or its plain backend. Its GRU has `resetAfter: false` only, so its
 * results are compared with a GRU of that kind.
 */
import "@tensorflow/tfjs-backend-cpu";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { decodeProblem, layerProblem, type Matrix, type Runner, trainProblem } from "./problem.ts";
import type { DecodeRow, LayerRow, Row, TrainRow } from "./rows.ts";

const folder = new URL("./node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname;
setWasmPaths(folder);
setThreadsCount(1);

const tensorOf = ({ data, shape }: Matrix): tf.Tensor => tf.tensor(data, [...shape]);

/** The bias of a GRU whose reset gate comes before the product: that of the inputs. */
const resetBefore = ({ data }: Matrix, units: number): Matrix => ({
  data: data.slice(0, 3 * units),
  shape: [3 * units],
});

const initial = { kernelInitializer: "zeros", recurrentInitializer: "zeros" } as const;

function layerRunner(row: LayerRow): Runner {
  const { weights, x } = layerProblem(row);
  const { batch, timesteps, inputs, units, cell } = row;
  const isStep = row.kind === "step";
  const options = {
    units,
    stateful: isStep,
    batchInputShape: [batch, timesteps, inputs] as [number, number, number],
    recurrentActivation: "sigmoid" as const,
    ...initial,
  };
  const layer = cell === "GRU" ? tfl.layers.gru(options) : tfl.layers.lstm(options);
  const model = tfl.sequential({ layers: [layer] });
  const bias = cell === "GRU" ? resetBefore(weights.bias, units) : weights.bias;
  layer.setWeights([weights.kernel, weights.recurrentKernel, bias].map(tensorOf));
  const given = tensorOf(x);
  return {
    run: () => {
      const result = model.predict(given, { batchSize: batch }) as tf.Tensor;
      const data = result.dataSync();
      result.dispose();
      return data;
    },
  };
}

function decodeRunner(row: DecodeRow): Runner {
  const { embeddings, cells, dense, source } = decodeProblem(row);
  const { tokens, vocabulary, units } = row;
  const part = (i: 0 | 1, timesteps: number) => {
    const embedding = tfl.layers.embedding({ inputDim: vocabulary, outputDim: units, embeddingsInitializer: "zeros" });
    const gru = tfl.layers.gru({ units, returnState: true, recurrentActivation: "sigmoid", ...initial });
    const ids = tfl.input({ shape: [timesteps] });
    const h = tfl.input({ shape: [units] });
    const [, state] = gru.apply(embedding.apply(ids), { initialState: [h] }) as tfl.SymbolicTensor[];
    embedding.setWeights([tensorOf(embeddings[i])]);
    const { kernel, recurrentKernel, bias } = cells[i];
    gru.setWeights([kernel, recurrentKernel, resetBefore(bias, units)].map(tensorOf));
    return { inputs: [ids, h], state: state! };
  };
  const [reading, writing] = [part(0, tokens), part(1, 1)];
  const encoder = tfl.model({ inputs: reading.inputs, outputs: reading.state });
  const output = tfl.layers.dense({ units: vocabulary, kernelInitializer: "zeros" });
  const logits = output.apply(writing.state) as tfl.SymbolicTensor;
  const decoder = tfl.model({ inputs: writing.inputs, outputs: [writing.state, logits] });
  output.setWeights([dense.kernel, dense.bias].map(tensorOf));
  const sentence = tf.tensor2d(source, [1, tokens]);
  const zeros = tf.zeros([1, units]);
  return {
    run() {
      const result: number[] = [];
      tf.tidy(() => {
        let h = encoder.predict([sentence, zeros]) as tf.Tensor;
        for (let i = 0, token = 0; i < tokens; i++) {
          const [next, scores] = decoder.predict([tf.tensor2d([token], [1, 1]), h]) as tf.Tensor[];
          h = next!;
          token = tf.argMax(scores!, -1).dataSync()[0]!;
          result.push(token);
        }
      });
      return result;
    },
  };
}

function trainRunner(row: TrainRow): Runner | undefined {
  const { cell, embeddings, dense, x, ids, y } = trainProblem(row);
  const { batch, timesteps, inputs, units } = row;
  const isNumber = row.model === "GRU to number";
  const isEmbedded = row.model === "LSTM on Embedding";
  // The WebAssembly backend has no kernel for the gradient of an embedding.
  if (isEmbedded && tf.getBackend() === "wasm") return undefined;
  const layers: tfl.layers.Layer[] = [];
  const shape = { inputShape: [timesteps, inputs] as [number, number], ...initial };
  if (isEmbedded) layers.push(tfl.layers.embedding({ inputDim: inputs, outputDim: inputs, inputLength: timesteps }));
  const given = isEmbedded ? initial : shape;
  const recurrent = isNumber
    ? tfl.layers.gru({ units, recurrentActivation: "sigmoid", ...given })
    : tfl.layers.lstm({ units, returnSequences: true, recurrentActivation: "sigmoid", ...given });
  layers.push(recurrent, tfl.layers.dense(isNumber ? { units: 1 } : { units: inputs, activation: "softmax" }));
  const model = tfl.sequential({ layers });
  const bias = isNumber ? resetBefore(cell.bias, units) : cell.bias;
  if (isEmbedded) layers[0]!.setWeights([tensorOf(embeddings)]);
  recurrent.setWeights([cell.kernel, cell.recurrentKernel, bias].map(tensorOf));
  layers.at(-1)!.setWeights([dense.kernel, dense.bias].map(tensorOf));
  model.compile({ optimizer: "adam", loss: isNumber ? "meanSquaredError" : "sparseCategoricalCrossentropy" });
  const oneHot = new Float32Array(batch * timesteps * inputs);
  ids.forEach((id, i) => {
    oneHot[i * inputs + id] = 1;
  });
  const input = isNumber
    ? tensorOf(x)
    : isEmbedded
      ? tf.tensor2d(Float32Array.from(ids), [batch, timesteps])
      : tf.tensor3d(oneHot, [batch, timesteps, inputs]);
  const wanted = isNumber ? tf.tensor2d(y, [batch, 1]) : tf.tensor3d(y, [batch, timesteps, 1]);
  return { run: async () => [(await model.trainOnBatch(input, wanted)) as number] };
}

/** Makes a row ready on a backend, or gives nothing where it cannot be done. */
export async function tfjs(backend: "wasm" | "cpu", row: Row): Promise<Runner | undefined> {
  await tf.setBackend(backend);
  const runner = row.kind === "train" ? trainRunner(row) : row.kind === "decode" ? decodeRunner(row) : layerRunner(row);
  if (!runner) return undefined;
  return {
    async run() {
      await tf.setBackend(backend);
      return runner.run();
    },
  };
}
