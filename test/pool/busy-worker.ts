// A worker that computes before it serves a pool.
import { ops, tensor } from "../../src/index.ts";
import { serve } from "../../src/pool/index.ts";

ops.add(tensor([1]), tensor([2]));
serve();
