// What a user's first program does, with the package as it is installed. Its argument is a .keras file.
import { readFileSync } from "node:fs";
import { Dense, GRU, input, ops, Sequential, type Tensor, tensor } from "rivulet";
import { loadKeras } from "rivulet/keras";
import { Pool } from "rivulet/pool";

function must(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(what);
}

const x: Tensor = tensor(Float32Array.from({ length: 2 * 3 * 4 }, Math.sin), [2, 3, 4]);
const [sequence, h] = new GRU({ units: 5, returnSequences: true, returnState: true }).apply(x);
must("a GRU returns a sequence and a state", `${sequence.shape} ${h.shape}` === "2,3,5 2,5");
must("the state is the last step", `${ops.getItem(sequence, [{}, -1]).data}` === `${h.data}`);

const row = new Sequential([input({ shape: [null, 4] }), new GRU({ units: 5 }), new Dense({ units: 1 })]);
const stream = row.stream({ batch: 2 });
for (let t = 0; t < 3; t++) stream.step(ops.getItem(x, [{}, t]));
must("a stream goes on from saved bytes", goesOn(stream.save()));

function goesOn(state: Uint8Array): boolean {
  const frame = new Float32Array(8);
  return `${row.stream({ state }).step(frame).data}` === `${stream.step(frame).data}`;
}

const dates = loadKeras(readFileSync(process.argv[2]!));
must("a .keras file opens", dates.predict([tensor([[20, 8]]), tensor([[1]])]).shape.length === 3);

const pool = new Pool(row, { workers: 2 });
must("two workers predict as one does", `${(await pool.predict(x)).data}` === `${row.predict(x).data}`);

const module = new WebAssembly.Module(readFileSync(new URL(import.meta.resolve("rivulet/kernels.wasm"))));
must("the raw module imports nothing", WebAssembly.Module.imports(module).length === 0);
