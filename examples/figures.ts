// Trains examples from Keras's initial weights, and prints what comes of it beside Keras's own figures, as a table:
//
//   npx tsx examples/figures.ts [addition-rnn seq2seq ...]
import { examples, kerasRecord, prepared } from "./beside-keras.ts";

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(examples);
const lines = ["| example | epochs | figure | Keras, three seeds | rivulet | seconds |", "|---|---|---|---|---|---|"];
for (const name of names) {
  const keras = kerasRecord(name);
  const { model, batches, fit, figures } = prepared(name);
  const start = performance.now();
  await model.fit(batches(keras.batchSize), { epochs: keras.epochs, verbose: 2, ...fit });
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  for (const [figure, value] of Object.entries(await figures(model))) {
    const theirs = keras.figures.map((run) => short(run[figure]!)).join(", ");
    lines.push(`| ${name} | ${keras.epochs} | ${figure} | ${theirs} | ${short(value)} | ${seconds} |`);
  }
}
console.log(lines.join("\n"));

function short(value: number): string {
  return value.toPrecision(4);
}
