// Learns whether a review is positive: npx tsx examples/sentiment/train.ts [epochs]
import { buildModel, loadData } from "./sentiment.ts";

const epochs = Number(process.argv[2] ?? 10);

const { xTrain, yTrain, xVal, yVal, encode } = loadData();
const model = buildModel();
console.log(model.summary());

model.compile({ optimizer: "adam", loss: "binaryCrossentropy", metrics: ["accuracy"] });
await model.fit(xTrain, yTrain, {
  batchSize: 32,
  epochs,
  validationData: [xVal, yVal],
  shuffle: false, // the reviews are in random order already
});

const texts = [
  "The film was good.",
  "The film was not good.",
  "I was told the film was good. Wrong, the film was awful.",
  "The room was rather dirty but the breakfast was splendid.",
];
const { data } = model.predict(encode(texts));
texts.forEach((text, i) => void console.log(`${(100 * data[i]!).toFixed(0).padStart(3)} % positive: ${text}`));
