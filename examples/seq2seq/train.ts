// Learns to translate: npx tsx examples/seq2seq/train.ts [file of pairs, "English<tab>French" a line] [epochs]
import { tensor } from "../../src/index.ts";
import { buildModel, makePairs, translator, vectorize } from "./seq2seq.ts";

const [file, epochs = file ? 100 : 8] = process.argv.slice(2);
const BATCH_SIZE = 64;

const pairs = makePairs(file);
const { source, target, encoderInputData, decoderInputData, decoderTargetData } = vectorize(pairs);
console.log(`Number of samples: ${pairs.length}`);
console.log(`Number of unique input and output tokens: ${source.characters.length}, ${target.characters.length}`);
console.log(`Max sequence length for inputs and outputs: ${source.maxLength}, ${target.maxLength}`);

const model = buildModel(source, target);
model.compile({ optimizer: "rmsprop", loss: "categoricalCrossentropy", metrics: ["accuracy"] });
await model.fit([encoderInputData, decoderInputData], decoderTargetData, {
  batchSize: BATCH_SIZE,
  epochs: Number(epochs),
  validationSplit: 0.2,
  shuffle: false, // the pairs are in random order already
});

// Translate the last texts, which are not in the training set, as sequences of one.
const translate = translator(model, target);
const size = source.maxLength * source.characters.length;
for (let i = pairs.length - 10; i < pairs.length; i++) {
  const inputSeq = encoderInputData.data.subarray(i * size, (i + 1) * size);
  const decoded = translate(tensor(inputSeq, [1, source.maxLength, source.characters.length]));
  console.log(`${pairs[i]![0]}  →  ${decoded}${decoded === pairs[i]![1] ? "" : `  (${pairs[i]![1]})`}`);
}
