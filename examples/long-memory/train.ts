// Learns to add two numbers far apart: npx tsx examples/long-memory/train.ts
import { BATCH_SIZE, buildModel, buildOptimizer, EPOCHS, loadData } from "./long-memory.ts";

const { xTrain, yTrain, xVal, yVal } = loadData();
const model = buildModel();
model.compile({ loss: "meanSquaredError", optimizer: buildOptimizer() });
console.log(model.summary());

await model.fit(xTrain, yTrain, {
  batchSize: BATCH_SIZE,
  epochs: EPOCHS,
  validationData: [xVal, yVal],
  shuffle: false, // the sequences are in random order already
});

const { loss } = await model.evaluate(xVal, yVal, { verbose: 0 });
console.log(`\nMean squared error ${loss!.toFixed(5)}; who always answers 1 has 0.167.`);
