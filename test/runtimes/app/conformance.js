// The program that every runtime runs: hashes of the bits of what the package computes.
import {
  Bidirectional,
  Conv1D,
  callbacks,
  Dense,
  Dropout,
  Embedding,
  GRU,
  init,
  initializers,
  input,
  LayerNormalization,
  LSTM,
  Model,
  ops,
  optimizers,
  Sequential,
  SimpleRNN,
  tensor,
} from "rivulet";
import { loadKeras, saveKeras } from "rivulet/keras";

/** How the kernels come into being: each is asked of a fresh copy of the package. */
const ways = {
  default: async () => {},
  module: ({ module }) => init({ module }),
  bytes: ({ bytes }) => init({ bytes }),
  relaxed: ({ relaxed }) => init(relaxed ? { module: relaxed } : { relaxed: true }),
};

/**
 * Runs the program.
 *
 * @param way how the kernels come into being, a key of `ways`
 * @param file the bytes of dates.keras
 * @param kernels the kernels as a `module` or as `bytes`, and as a module `relaxed` where the host has compiled it
 * @returns hashes by the name of the check, or the error that ended it
 */
export async function conformance(way, file, kernels = {}) {
  const results = {};
  try {
    await ways[way](kernels);
    const model = loadKeras(file);
    results.predict = hash(model.predict([tensor(sources), tensor(targets)]));
    results.date = readDate(model, results);
    results.layers = hash(...layers());
    results.numerics = hash(...numerics());
    results.seeds = hash(...seeds());
    const { trained, x } = await train();
    results.train = hash(...trained.weights);
    results.save = save(trained, x);
  } catch (error) {
    results.error = String(error);
  }
  return results;
}

const sourceCharacters = " ',-./0123456789abcdefghijklmnopqrstuvwxyz";
const targetCharacters = "\t\n-0123456789";
const [startId, endId] = [1, 2];
const idsOf = (text, characters) => [...text].map((character) => characters.indexOf(character) + 1);

const dates = ["21 nov 2026", "3.march, '99"];
const sources = dates.map((text) => idsOf(text.padEnd(12), sourceCharacters));
const targets = ["\t2026-11-2", "\t1999-03-0"].map((text) => idsOf(text, targetCharacters));

/** Reads a date by one stream, and again by two, the second of which goes on from the saved state of the first. */
function readDate(model, results) {
  const { stream, frames } = begin(model);
  const saved = { state: stream.save(), frames };
  const whole = [...frames, ...walk(stream, frames.at(-1))];
  results.stream = hash(...whole);
  results.resume = hash(...goOn(model, saved));
  return whole
    .map((frame) => targetCharacters[likeliest(frame) - 1])
    .join("")
    .trim();
}

/** The beginning of a date: what a stream has given, and the state in which it is then. */
export function saveDate(file) {
  const { stream, frames } = begin(loadKeras(file));
  return { state: stream.save(), frames };
}

/** The hash of the whole date, gone on with from what `saveDate` gave. */
export function resumeDate(file, saved) {
  return hash(...goOn(loadKeras(file), saved));
}

function begin(model) {
  const [source] = model.inputs;
  const [, state] = model.getLayer("encoder").outputs;
  const encoder = new Model({ inputs: source, outputs: [state] });
  const stream = decoderOf(model).stream();
  stream.reset(encoder.predict(tensor([idsOf(dates[0], sourceCharacters)])));
  const first = stream.step(startId).data.slice();
  return { stream, frames: [first, ...walk(stream, first, 4)] };
}

const goOn = (model, { state, frames }) => [...frames, ...walk(decoderOf(model).stream({ state }), frames.at(-1))];

function decoderOf(model) {
  const [, target] = model.inputs;
  const [decoded] = model.getLayer("decoder").apply(model.getLayer("decoder_embedding", Embedding).apply(target));
  return new Model({ inputs: target, outputs: model.getLayer("probabilities", Dense).apply(decoded) });
}

/** What the stream gives after `frame`, fed with what it gave, up to the end of the date. */
function walk(stream, frame, steps = 20) {
  const frames = [];
  for (let id = likeliest(frame); id !== endId && frames.length < steps; id = likeliest(frames.at(-1))) {
    frames.push(stream.step(id).data.slice());
  }
  return frames;
}

const likeliest = (probabilities) => probabilities.indexOf(Math.max(...probabilities));

/** Numbers of every size from -range to range, the same everywhere. */
export const numbers = (shape, seed, range = 1) =>
  new initializers.RandomUniform({ minval: -range, maxval: range, seed }).make(shape);

function layers() {
  const given = { kernelInitializer: seeded(1), recurrentInitializer: seeded(2), returnSequences: true };
  const x = tensor(numbers([3, 9, 5], 3), [3, 9, 5]);
  return [
    new GRU({ units: 11, ...given }),
    new GRU({ units: 8, resetAfter: false, activation: "gelu", ...given }),
    new LSTM({ units: 13, recurrentActivation: "hardSigmoid", ...given }),
    new SimpleRNN({ units: 7, goBackwards: true, ...given }),
    new Bidirectional({ layer: new LSTM({ units: 5, ...given }), mergeMode: "sum" }),
    new Conv1D({ filters: 6, kernelSize: 3, padding: "causal", kernelInitializer: seeded(4) }),
    new Dense({ units: 9, activation: "softmax", kernelInitializer: seeded(5) }),
    new LayerNormalization(),
  ].map((layer) => layer.apply(x));
}

/** Weights by a seed. */
export const seeded = (seed) => new initializers.GlorotUniform({ seed });

function numerics() {
  const x = tensor(numbers([20_000], 6, 12), [20_000]);
  const positive = ops.abs(x);
  const functions = ["exp", "expm1", "sigmoid", "tanh", "erf", "sin", "cos", "softplus", "gelu", "mish"];
  return [
    ...functions.map((name) => ops[name](x)),
    ...["log", "log1p", "sqrt", "rsqrt"].map((name) => ops[name](positive)),
    ops.power(positive, 0.37),
    ops.softmax(ops.reshape(x, [100, 200])),
    ops.sum(ops.reshape(x, [100, 200]), 0),
  ];
}

/** Numbers that JavaScript makes: random ones by their seeds. */
function seeds() {
  return [
    new initializers.RandomNormal({ seed: 7 }).make([100_000]),
    new initializers.Orthogonal({ seed: 8 }).make([24, 24]),
  ];
}

/** Ten steps: four by hand, then two epochs of three by `fit`, which shuffles; dropout, an LSTM and a GRU on the way. */
async function train() {
  const given = (seed) => ({ kernelInitializer: seeded(seed), recurrentInitializer: seeded(seed + 1) });
  const trained = new Sequential([
    input({ shape: [null, 5] }),
    new Bidirectional({ layer: new LSTM({ units: 6, returnSequences: true, dropout: 0.2, seed: 9, ...given(10) }) }),
    new GRU({ units: 7, ...given(12) }),
    new Dropout({ rate: 0.3, seed: 14 }),
    new Dense({ units: 4, activation: "softmax", kernelInitializer: seeded(15) }),
  ]);
  const learningRate = new optimizers.schedules.CosineDecay({ initialLearningRate: 0.02, decaySteps: 20 });
  trained.compile({
    optimizer: new optimizers.AdamW({ learningRate, clipnorm: 1 }),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  const x = tensor(numbers([12, 8, 5], 16), [12, 8, 5]);
  const y = tensor(Int32Array.from({ length: 12 }, (_, i) => i % 4));
  for (let step = 0; step < 4; step++) await trained.trainOnBatch(x, y);
  const slow = new callbacks.LambdaCallback({ onTrainBatchEnd: dawdle });
  await trained.fit(x, y, { batchSize: 4, epochs: 2, seed: 17, callbacks: [slow] });
  return { trained, x };
}

/** Takes so long that training lets others have their turn. Clocks of edge hosts may stand still. */
function dawdle() {
  const start = Date.now();
  for (let i = 0; i < 2e6 && Date.now() - start < 30; i++);
}

/** The hash of a model's file, which must hold the same model. */
function save(model, x) {
  const file = saveKeras(model, { date: new Date(0) });
  if (hash(loadKeras(file).predict(x)) !== hash(model.predict(x))) throw new Error("the saved model is another one");
  return hash(file);
}

/** FNV-1a over the bits of the results, as eight hexadecimal digits. */
export function hash(...results) {
  let value = 0x811c9dc5;
  for (const result of results) {
    const data = result.data ?? result;
    for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) {
      value = Math.imul(value ^ byte, 0x01000193);
    }
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}
