// What do returnSequences and returnState do, and what passes from an encoder to its decoder?
//
//   npx tsx examples/return-sequences-and-state.ts
//
// Every "=" that is printed was compared bit for bit; the program stops at the first that does not hold.
import { type AnyRecurrent, GRU, initializers, LSTM, type Tensor, tensor } from "../src/index.ts";

const x = tensor([1, 0, 0, 1, 1, 1], [1, 3, 2]);
const target = tensor([0, 0, 1, 0, 0, 1, 1, 1], [1, 4, 2]);

// Seeded initializers give every layer below the same weights, so that only the two options differ.
const options = {
  units: 2,
  kernelInitializer: new initializers.GlorotUniform({ seed: 1 }),
  recurrentInitializer: new initializers.Orthogonal({ seed: 2 }),
};

interface Flags {
  returnSequences: boolean;
  returnState: boolean;
}

console.log(
  `One sequence x of shape ${shape(x)}: batch 1, 3 time steps, 2 features. Layers of 2 units, equal weights.`,
);

fourCombinations("GRU", ["h"], (flags) => new GRU({ ...options, ...flags }));
fourCombinations("LSTM", ["h", "c"], (flags) => new LSTM({ ...options, ...flags }));
handOverGRU();
handOverLSTM();

/** Prints what a layer returns for each setting of the two options, and which of the results are equal. */
function fourCombinations(name: string, stateNames: string[], make: (flags: Flags) => AnyRecurrent): void {
  const states = stateNames.length === 1 ? "one state, h" : "two states, h and c";
  console.log(
    `\n${name}: ${states}\n\n  returnSequences  returnState  returns   shape      values, a group a time step`,
  );
  const returned = (returnSequences: boolean, returnState: boolean): Tensor[] => {
    const results = [make({ returnSequences, returnState }).apply(x)].flat() as Tensor[];
    results.forEach((result, i) => {
      const flags = i === 0 ? `${String(returnSequences).padEnd(17)}${String(returnState).padEnd(13)}` : " ".repeat(30);
      const what = i === 0 ? "output" : stateNames[i - 1]!;
      console.log(`  ${flags}${what.padEnd(10)}${shape(result).padEnd(11)}${values(result)}`);
    });
    return results;
  };
  const [last] = returned(false, false) as [Tensor];
  const [sequence] = returned(true, false) as [Tensor];
  const [lastAgain, ...statesOfLast] = returned(false, true) as [Tensor, ...Tensor[]];
  const [sequenceAgain, h, c] = returned(true, true) as [Tensor, Tensor, Tensor?];

  console.log();
  same("output without returnSequences", last, "last step of output with it", lastStep(sequence));
  same("h", h, "last step of output", lastStep(sequence));
  same("output with returnState", lastAgain, "output without it", last);
  same("sequence with returnState", sequenceAgain, "sequence without it", sequence);
  same("h without returnSequences", statesOfLast[0]!, "h with it", h);
  if (!c) return;
  same("c without returnSequences", statesOfLast[1]!, "c with it", c);
  different("c", c, "h", h);
  console.log("  c is the LSTM's memory. It is in no output: only returnState shows it.");
}

function handOverGRU(): void {
  console.log("\nFrom a GRU encoder to its decoder: h\n");
  const encoder = new GRU({ ...options, returnState: true });
  const decoder = new GRU({ ...options, returnSequences: true });

  const [, h] = encoder.apply(x); // the output is dropped: the state is all that is handed on
  const decoded = decoder.apply(target, { initialState: h });
  console.log(`  encoder reads  x             ${shape(x)}`);
  console.log(`          hands  h             ${shape(h).padEnd(11)}${values(h)}`);
  console.log(`  decoder takes  initialState  ${shape(h)}`);
  console.log(`          reads  target        ${shape(target)}`);
  console.log(`          gives  decoded       ${shape(decoded).padEnd(11)}${values(decoded)}\n`);

  const joined = decoder.apply(tensor([...x.data, ...target.data], [1, 7, 2]));
  same("decoded", decoded, "steps 4 to 7 of one GRU over x and target in a row", steps(joined, 3));
  const other = encoder.apply(tensor([...x.data].reverse(), x.shape))[1];
  different("decoded", decoded, "decoded after another x", decoder.apply(target, { initialState: other }));
  different("decoded", decoded, "decoded without initialState", decoder.apply(target));
  console.log("  The state says where to go on. Without it the decoder begins at zeros and knows nothing of x.");
}

function handOverLSTM(): void {
  console.log("\nFrom an LSTM encoder to its decoder: h and c\n");
  const encoder = new LSTM({ ...options, returnState: true });
  const decoder = new LSTM({ ...options, returnSequences: true, name: "decoder" });

  const [, h, c] = encoder.apply(x);
  const decoded = decoder.apply(target, { initialState: [h, c] });
  console.log(`  encoder reads  x             ${shape(x)}`);
  console.log(`          hands  h             ${shape(h).padEnd(11)}${values(h)}`);
  console.log(`                 c             ${shape(c).padEnd(11)}${values(c)}`);
  console.log(`  decoder takes  initialState  ${shape(h)}, ${shape(c)}`);
  console.log(`          reads  target        ${shape(target)}`);
  console.log(`          gives  decoded       ${shape(decoded).padEnd(11)}${values(decoded)}\n`);
  const joined = decoder.apply(tensor([...x.data, ...target.data], [1, 7, 2]));
  same("decoded", decoded, "steps 4 to 7 of one LSTM over x and target in a row", steps(joined, 3));
  try {
    decoder.apply(target, { initialState: h });
  } catch (error) {
    console.log(`  h alone is refused:\n    ${(error as Error).message}`);
  }
}

/** The steps of a sequence of batch 1 from one on. */
function steps({ data, shape: [, , units] }: Tensor, from: number): Tensor {
  return tensor(data.slice(from * units!), [1, data.length / units! - from, units!]);
}

function lastStep({ data, shape: [, , units] }: Tensor): Tensor {
  return tensor(data.slice(-units!), [1, units!]);
}

function same(what: string, a: Tensor, is: string, b: Tensor): void {
  if (bits(a) !== bits(b)) throw new Error(`${what} differs from ${is}`);
  console.log(`  ${what} = ${is}`);
}

function different(what: string, a: Tensor, isNot: string, b: Tensor): void {
  if (bits(a) === bits(b)) throw new Error(`${what} equals ${isNot}`);
  console.log(`  ${what} ≠ ${isNot}`);
}

function bits({ data, shape }: Tensor): string {
  return `${shape}: ${new Uint32Array(data.slice().buffer)}`;
}

function shape(tensor: Tensor): string {
  return `[${tensor.shape.join(", ")}]`;
}

function values({ data, shape }: Tensor): string {
  const units = shape.at(-1)!;
  const groups = Array.from({ length: data.length / units }, (_, i) => data.slice(i * units, (i + 1) * units));
  return groups.map((group) => Array.from(group, (value) => value.toFixed(3).padStart(6)).join(" ")).join("  |  ");
}
