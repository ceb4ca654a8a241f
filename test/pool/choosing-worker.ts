// A worker that chooses its kernels itself, which are perhaps not those of the pool.
import { readFileSync } from "node:fs";
import { init } from "../../src/index.ts";
import { serve } from "../../src/pool/index.ts";

await init({ bytes: readFileSync(new URL("../kernels.wasm", import.meta.url)) });
serve();
