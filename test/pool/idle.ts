// A program that does not dispose of its pool, and yet must end.
import { Dense, input, Sequential, tensor } from "../../src/index.ts";
import { Pool } from "../../src/pool/index.ts";

const model = new Sequential([input({ shape: [2] }), new Dense({ units: 1 })]);
const pool = new Pool(model, { workers: 2, worker: new URL("./worker.js", import.meta.url) });
await pool.predict(tensor(new Float32Array(128), [64, 2]));
console.log((await pool.predict(tensor(new Float32Array(128), [64, 2]))).shape);
