// Trains examples from Keras's initial weights, and prints what comes of it beside Keras's own figures, as a table:
//
//   npx tsx examples/figures.ts [addition-rnn seq2seq ...]
import { examples, kerasRecord, prepared } from "./beside-keras.ts";

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(examples);
const rows = ["| example | epochs | figure | Keras, three seeds | rivulet |", "|---|---|---|---|---|"];
for (const name of names) {
  const keras = kerasRecord(name);
  const { model, batches, fit, figures } = prepared(name);
  await model.fit(batches(keras.batchSize), { epochs: keras.epochs, verbose: 2, ...fit });
  for (const [figure, value] of Object.entries(await figures(model))) {
    const theirs = keras.figures.map((run) => short(run[figure]!)).join(", ");
    rows.push(`| ${name} | ${keras.epochs} | ${figure} | ${theirs} | ${short(value)} |`);
  }
}
console.log(rows.join("\n"));

function short(value: number): string {
  return value.toPrecision(4);
}
