// Learns to add: npx tsx examples/addition-rnn/train.ts [epochs]
import { tensor } from "../../src/index.ts";
import { buildModel, decode, loadData, makeTexts, REVERSE } from "./addition.ts";

const epochs = Number(process.argv[2] ?? 20);
const BATCH_SIZE = 32;

const { questions, answers } = makeTexts();
const { xTrain, yTrain, xVal, yVal } = loadData();
const model = buildModel();
model.compile({ loss: "categoricalCrossentropy", optimizer: "adam", metrics: ["accuracy"] });
console.log(model.summary());

// Train the model each generation and show predictions against the validation dataset.
for (let epoch = 1; epoch <= epochs; epoch++) {
  console.log(`\nIteration ${epoch}`);
  // The questions are in random order already.
  await model.fit(xTrain, yTrain, { batchSize: BATCH_SIZE, shuffle: false, validationData: [xVal, yVal] });
  // Select samples from the validation set so we can visualize errors.
  showErrors(5);
}

const guesses = decode(model.predict(xVal));
const right = guesses.filter((guess, i) => guess === answers[xTrain.shape[0]! + i]).length;
console.log(`\n${((100 * right) / guesses.length).toFixed(1)} % of ${guesses.length} sums it has not seen are right.`);

function showErrors(count: number): void {
  const [, length, size] = xVal.shape as [number, number, number];
  const from = xTrain.shape[0]!;
  const some = tensor(xVal.data.subarray(0, count * length * size), [count, length, size]);
  decode(model.predict(some)).forEach((guess, i) => {
    const question = [...questions[from + i]!];
    const correct = answers[from + i]!;
    const mark = guess === correct ? "☑" : "☒";
    console.log(`Q ${(REVERSE ? question.reverse() : question).join("")} T ${correct} ${mark} ${guess}`);
  });
}
