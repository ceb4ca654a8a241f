/**
 * The gradients of all ops.
 *
 * @module
 */
import { binaryRule } from "./binary.ts";
import { concatenateRule } from "./concatenate.ts";
import { gatherRule } from "./gather.ts";
import { type Backward, backwardBy, type Rule } from "./gradient.ts";
import { gruRule } from "./gru.ts";
import { lstmRule } from "./lstm.ts";
import { batchRule, denseRule } from "./matmul.ts";
import { stopGradientRule, uniformRule } from "./none.ts";
import { padRule } from "./pad.ts";
import { rearrangeRule } from "./rearrange.ts";
import { reduceRule } from "./reduce.ts";
import { repeatRule } from "./repeat.ts";
import { reshapeRule } from "./reshape.ts";
import { rowwiseRule } from "./rowwise.ts";
import { simpleRnnRule } from "./simple-rnn.ts";
import { unaryRule } from "./unary.ts";
import { whereRule } from "./where.ts";

const rules: readonly Rule[] = [
  binaryRule,
  concatenateRule,
  denseRule,
  batchRule,
  gatherRule,
  gruRule,
  lstmRule,
  padRule,
  rearrangeRule,
  reduceRule,
  repeatRule,
  reshapeRule,
  rowwiseRule,
  simpleRnnRule,
  stopGradientRule,
  unaryRule,
  uniformRule,
  whereRule,
];

/** The gradients by some sources of what has the given gradients by some outputs. @internal */
export const gradients: Backward = /* @__PURE__ */ backwardBy(rules);
