// Learns to write: npx tsx examples/char-model/train.ts [text file] [epochs]
import { optimizers, tensor } from "../../src/index.ts";
import { random } from "../random.ts";
import { buildModel, loadData, readText } from "./char-model.ts";

const [file, epochs = "10"] = process.argv.slice(2);

const { vocabulary, xTrain, yTrain, xVal, yVal } = loadData(readText(file || undefined));
console.log(`${xTrain.data.length} characters to train on, ${vocabulary.tokens.length} different ones`);

const model = buildModel(vocabulary.size);
model.compile({
  loss: "sparseCategoricalCrossentropy",
  optimizer: new optimizers.Adam({ learningRate: 0.005 }),
});
await model.fit(xTrain, yTrain, {
  batchSize: 32,
  epochs: Number(epochs),
  validationData: [xVal, yVal],
  shuffle: false, // the windows are in random order already
});

const { loss } = await model.evaluate(xVal, yVal, { verbose: 0 });
console.log(`\n${(loss! / Math.LN2).toFixed(3)} bits per character of text it has not seen\n`);

// Generate text with the model as a stream: one character in, the probabilities of the next one out.
const uniform = random(1);
const stream = model.stream();
let text = "";
let [id] = vocabulary.encode("\n") as [number];
while (text.length < 400) {
  const { data } = stream.step(tensor([[id]]));
  id = sample(data, 0.5);
  text += vocabulary.decode([id]);
}
console.log(text);

/** Samples an index from probabilities, made sharper by a temperature below 1. */
function sample(probabilities: ArrayLike<number>, temperature: number): number {
  const weights = Array.from(probabilities, (p) => p ** (1 / temperature));
  let rest = uniform() * weights.reduce((sum, weight) => sum + weight);
  let index = -1;
  while (rest >= 0) rest -= weights[++index]!;
  return index;
}
