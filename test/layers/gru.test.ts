import { GRU, GRUCell } from "../../src/index.ts";
import { describeRecurrent } from "../contract/recurrent.ts";
import { gru } from "../reference/gru.ts";

for (const resetAfter of [true, false]) {
  describeRecurrent(resetAfter ? "GRU" : "GRU with resetAfter false", {
    layer: (options) => new GRU({ resetAfter, ...options }),
    cell: (units) => new GRUCell({ units, resetAfter }),
    states: ["h"],
    gates: 3,
    biasShape: (units) => (resetAfter ? [2, 3 * units] : [3 * units]),
    reference: (sequence, [h0], W, U, bias) => gru(sequence, h0, W, U, bias),
  });
}
