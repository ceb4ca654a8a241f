// Prints what gru.py reads: an input, and the weights of a GRU as Keras has them, by rows. Beside it goes, where errors go,
// what JavaScript makes of them, bit for bit what gru.py prints.
//
//   npx tsx examples/embedding/weights.ts > weights.json
import { GRU, tensor } from "../../src/index.ts";

const units = 4;
const x = [
  [
    [0.5, -1],
    [1, 0],
    [0.25, 2],
  ],
];
const gru = new GRU({ units, returnSequences: true });
const outputs = gru.apply(tensor(x));

// A layer of a file has its weights in the same order: loadKeras(bytes).getLayer("gru").getWeights().
const [kernel, recurrentKernel, bias] = gru.getWeights().map((weight) => weight.toArray());
console.log(JSON.stringify({ units, kernel, recurrentKernel, bias, x }));
console.error(JSON.stringify([...outputs.data]));
