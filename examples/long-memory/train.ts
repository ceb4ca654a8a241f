// Learns to add two numbers far apart: npx tsx examples/long-memory/train.ts [epochs]
import { optimizers } from "../../src/index.ts";
import { buildModel, loadData } from "./long-memory.ts";

const epochs = Number(process.argv[2] ?? 10);

const { xTrain, yTrain, xVal, yVal } = loadData();
const model = buildModel();
model.compile({ loss: "meanSquaredError", optimizer: new optimizers.Adam({ learningRate: 0.001, clipnorm: 1 }) });
console.log(model.summary());

await model.fit(xTrain, yTrain, {
  batchSize: 32,
  epochs,
  validationData: [xVal, yVal],
  shuffle: false, // the sequences are in random order already
});

const { loss } = await model.evaluate(xVal, yVal, { verbose: 0 });
console.log(`\nMean squared error ${loss!.toFixed(5)}; who always answers 1 has 0.167.`);
