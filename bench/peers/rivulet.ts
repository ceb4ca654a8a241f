/** rivulet, through its public API. */
import {
  Dense,
  Embedding,
  GRU,
  input,
  type Layer,
  LSTM,
  Model,
  ops,
  Sequential,
  type Tensor,
  tensor,
  type Value,
} from "../../src/index.ts";
import { type CellWeights, decodeProblem, layerProblem, type Matrix, type Runner, trainProblem } from "./problem.ts";
import type { DecodeRow, LayerRow, Row, TrainRow } from "./rows.ts";

/** The weights of a cell; of a GRU without `resetAfter`, for comparing with who has nothing else, the bias of the inputs. */
function listOf({ kernel, recurrentKernel, bias }: CellWeights, resetAfter = true): Matrix[] {
  const width = kernel.shape[1]!;
  return [kernel, recurrentKernel, resetAfter ? bias : { data: bias.data.slice(0, width), shape: [width] }];
}

function layerRunner(row: LayerRow, resetAfter: boolean): Runner {
  const { weights, x } = layerProblem(row);
  const { batch, units, cell } = row;
  const layer = cell === "GRU" ? new GRU({ units, resetAfter }) : new LSTM({ units });
  const model = new Sequential([input({ shape: [null, row.inputs] }), layer as Layer]);
  layer.setWeights(listOf(weights, cell === "LSTM" || resetAfter));
  if (row.kind === "step") {
    const stream = model.stream({ batch });
    return { run: () => (stream.step(x.data) as Tensor).data };
  }
  const sequence = tensor(x.data, x.shape);
  return { run: () => (model.predict(sequence, { batchSize: batch }) as Tensor).data };
}

function decodeRunner(row: DecodeRow, resetAfter: boolean): Runner {
  const { embeddings, cells, dense, source } = decodeProblem(row);
  const { tokens, vocabulary, units } = row;
  const parts = (i: 0 | 1) => {
    const embedding = new Embedding({ inputDim: vocabulary, outputDim: units });
    const gru = new GRU({ units, resetAfter, returnState: true });
    const ids = input({ shape: [null] });
    const [, state] = gru.apply(embedding.apply(ids));
    embedding.setWeights([embeddings[i]!]);
    gru.setWeights(listOf(cells[i]!, resetAfter));
    return { ids, state: state as Value };
  };
  const [reading, writing] = [parts(0), parts(1)];
  const encoder = new Model({ inputs: reading.ids, outputs: reading.state });
  const output = new Dense({ units: vocabulary });
  const decoder = new Model({ inputs: writing.ids, outputs: ops.argmax(output.apply(writing.state), -1) });
  output.setWeights([dense.kernel, dense.bias]);
  const stream = decoder.stream();
  const sentence = tensor(source, [1, tokens]);
  return {
    run() {
      stream.reset([encoder.predict(sentence) as Tensor]);
      const result: number[] = [];
      for (let i = 0, token = 0; i < tokens; i++) {
        token = (stream.step(token) as Tensor).data[0]!;
        result.push(token);
      }
      return result;
    },
  };
}

function trainRunner(row: TrainRow): Runner {
  const { cell, embeddings, dense, x, ids, y } = trainProblem(row);
  const { batch, timesteps, inputs, units } = row;
  const isNumber = row.model === "GRU to number";
  const isEmbedded = row.model === "LSTM on Embedding";
  const embedding = new Embedding({ inputDim: inputs, outputDim: inputs });
  const recurrent = isNumber ? new GRU({ units }) : new LSTM({ units, returnSequences: true });
  const last = isNumber ? new Dense({ units: 1 }) : new Dense({ units: inputs, activation: "softmax" });
  const first = isEmbedded ? [input({ shape: [null] }), embedding] : [input({ shape: [null, inputs] })];
  const model = new Sequential([...first, recurrent as Layer, last]);
  if (isEmbedded) embedding.setWeights([embeddings]);
  recurrent.setWeights(listOf(cell));
  last.setWeights([dense.kernel, dense.bias]);
  model.compile({ optimizer: "adam", loss: isNumber ? "meanSquaredError" : "sparseCategoricalCrossentropy" });
  const oneHot = new Float32Array(batch * timesteps * inputs);
  ids.forEach((id, i) => {
    oneHot[i * inputs + id] = 1;
  });
  const given = isNumber
    ? tensor(x.data, x.shape)
    : isEmbedded
      ? tensor(ids, [batch, timesteps])
      : tensor(oneHot, [batch, timesteps, inputs]);
  const wanted = isNumber ? tensor(y, [batch, 1]) : tensor(Int32Array.from(y), [batch, timesteps]);
  return {
    async run() {
      const { loss } = await model.trainOnBatch(given, wanted);
      return [loss as number];
    },
  };
}

/** Makes a row ready. */
export function rivulet(row: Row, resetAfter = true): Runner {
  if (row.kind === "train") return trainRunner(row);
  return row.kind === "decode" ? decodeRunner(row, resetAfter) : layerRunner(row, resetAfter);
}
