/**
 * What one step computes: the model, its losses and metrics, gradients, and what becomes of the weights. All of it is one
 * trace, hence one program.
 *
 * @module
 */
import { explained, refused, wrongValue } from "../check.ts";
import { gradients } from "../gradients/index.ts";
import { currentTrace } from "../graph/trace.ts";
import { ConstantNode, inScope, type Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import type { Loss } from "../losses/index.ts";
import { add, multiply } from "../ops/binary.ts";
import { sum } from "../ops/reduce.ts";
import type { Optimizer } from "../optimizers/index.ts";
import { Tensor } from "../tensor.ts";
import { type CompileOptions, type Wish, wishesOf } from "./compile-options.ts";
import { type Goal, goalsOf } from "./compiled.ts";
import { distinct } from "./output-names.ts";
import type { Trainable } from "./trainable.ts";

/** What a step is given: a value for each tensor of its batch. @internal */
export interface Given {
  readonly x: readonly Value[];
  readonly y: readonly Value[];
  readonly weights: readonly Value[];
}

/** What a step has computed. @internal */
export interface Outcome {
  /** What was computed for each output. */
  readonly goals: readonly Goal[];
  /** All that is to become small, in one number. */
  readonly total: Value;
  /** The loss of each output that has one, and nothing where only one has. */
  readonly losses: readonly Value[];
  /** For each metric what it has measured. */
  readonly measures: readonly (readonly Value[])[];
}

/** A loss and what it is computed from. @internal */
export interface LossUse {
  readonly loss: Loss;
  readonly label: Value;
  readonly output: Value;
  readonly weight: Value | undefined;
}

/** What the parts of the loss become in the total, where the samples are a part of a batch. @internal */
export interface Scaling {
  /** The loss of an output. */
  loss(use: LossUse): Value;
  /** What regularizers and layers add. */
  added(value: Value): Value;
}

/** A batch as it is. */
const whole: Scaling = {
  loss: ({ loss, label, output, weight }) => loss.apply(label, output, weight),
  added: (value) => value,
};

/** Records the model, its losses and its metrics. @internal */
export function recordModel(
  model: Trainable,
  options: CompileOptions,
  { x, y, weights }: Given,
  scaling: Scaling = whole,
): Outcome {
  const { where } = model;
  const outputs = [model.trace(x)].flat() as Value[];
  const wishes = wishesOf(where, options, namesOf(model, outputs.length));
  const labels = labelsOf(where, wishes, y);
  const goals = goalsOf(wishes, labels, outputs);
  const losses: Value[] = [];
  const parts: Value[] = [];
  const measures = goals.flatMap(({ name, loss, lossWeight, metrics }, i) => {
    const [label, output] = [labels[i]!, outputs[i]!];
    const weight = weights.length > 1 ? weights[y.indexOf(label)] : weights[0];
    const scope = `output "${name}"`;
    // Where there are several outputs, errors tell which it is.
    const told = <T>(body: () => T): T => (goals.length > 1 ? explained(scope, () => inScope(scope, body)) : body());
    if (loss) {
      const given = told(() => scaling.loss({ loss, label, output, weight }));
      const value = given.shape.length > 0 ? sum(given) : given;
      losses.push(value);
      parts.push(lossWeight === undefined ? value : multiply(value, lossWeight));
    }
    return metrics.map(({ metric, isWeighted }) =>
      told(() => metric.measure(label, output, isWeighted ? weight : undefined)),
    );
  });
  parts.push(...[...regularizations(model), ...currentTrace()!.losses].map(scaling.added));
  if (parts.length === 0) throw refused(where, "there is no loss", "Give one to compile().");
  return { goals, total: parts.reduce((a, b) => add(a, b)), losses: losses.length > 1 ? losses : [], measures };
}

/** Records what becomes of the weights that are trained. @internal */
export function recordUpdate(
  weights: readonly Variable[],
  optimizer: Optimizer,
  total: Value,
  factors: readonly Value[],
): void {
  const trace = currentTrace()!;
  optimizer.build(weights);
  const one = new ConstantNode(new Tensor(Float32Array.of(1), [])).outputs[0]!;
  const sources = weights.map((weight) => trace.variable(weight));
  optimizer.record(weights, gradients([total], [one], sources), factors);
}

/** The labels of each output: of all of them, or of those that have a loss or a metric. */
function labelsOf(where: string, wishes: readonly Wish[], y: readonly Value[]): readonly (Value | undefined)[] {
  if (y.length === wishes.length) return y;
  const wanted = wishes.filter(({ loss, metrics, weightedMetrics }) => {
    return loss != null || metrics.length > 0 || weightedMetrics.length > 0;
  });
  if (y.length === wanted.length) return wishes.map((wish) => y[wanted.indexOf(wish)]);
  const names = wishes.map(({ name }) => name).join(", ");
  throw wrongValue(where, `y must be one tensor for each output (${names})`, y.length);
}

/** The names of the outputs, each once. */
function namesOf({ outputNames }: Trainable, count: number): string[] {
  const names = Array.from({ length: count }, (_, i) => outputNames?.[i] ?? `output_${i}`);
  return distinct(names);
}

/** What regularizers make of the weights that are trained. */
function regularizations(model: Trainable): Value[] {
  return model.trainableWeights
    .filter(({ regularizer }) => regularizer)
    .map((weight) => weight.regularizer!.call(currentTrace()!.variable(weight)));
}
