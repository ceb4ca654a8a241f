import { SimpleRNN, SimpleRNNCell } from "../../src/index.ts";
import { describeRecurrent } from "../contract/recurrent.ts";
import { simpleRnn } from "../reference/simple-rnn.ts";

describeRecurrent("SimpleRNN", {
  layer: (options) => new SimpleRNN(options),
  cell: (units) => new SimpleRNNCell({ units }),
  states: ["h"],
  gates: 1,
  biasShape: (units) => [units],
  reference: (sequence, [h0], W, U, bias) => simpleRnn(sequence, h0, W, U, bias),
});
