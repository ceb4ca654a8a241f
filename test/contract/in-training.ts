/** Layers in a trace of training, without a model or an optimizer. */
import { gradients } from "../../src/gradients/index.ts";
import { toValue } from "../../src/graph/call.ts";
import { Runner } from "../../src/graph/runner.ts";
import { currentTrace } from "../../src/graph/trace.ts";
import { type AnyLayer, ops, type Tensor, type Value } from "../../src/index.ts";
import { throughTable } from "../../src/training/table.ts";

/** Runs what a function records as in training, as often as it is called; the results are the outputs. */
export function inTraining(
  record: (inputs: readonly Value[]) => readonly Value[],
  inputs: readonly Tensor[],
  times = 1,
): Tensor[] {
  const runner = new Runner({ training: true, factors: throughTable });
  const { plan } = runner.prepare(inputs, record);
  for (let i = 0; i < times; i++) {
    inputs.forEach((input, at) => {
      plan.write(at, input.data);
    });
    plan.run();
  }
  const results = plan.outputs.map((_, i) => plan.read(i));
  runner.dispose();
  return results;
}

/** The outputs of a layer in training. */
export function trained(layer: AnyLayer, x: Tensor, options: object = {}): Tensor[] {
  return inTraining((inputs) => [layer.apply(inputs[0]!, options)].flat(), [x]);
}

/** What a layer adds to the loss in training. */
export function lossesOf(layer: AnyLayer, x: Tensor, options: object = {}): number[] {
  const record = (inputs: readonly Value[]): readonly Value[] => {
    layer.apply(inputs[0]!, options);
    return currentTrace()!.losses;
  };
  return inTraining(record, [x]).map(({ data }) => data[0]!);
}

/** The gradients of Σ y², over all outputs of a layer in training, by x and by each weight. */
export function gradientsOf(layer: AnyLayer, x: Tensor, options: object = {}): Tensor[] {
  layer.apply(x);
  const record = (inputs: readonly Value[]): readonly Value[] => {
    const outputs = [layer.apply(inputs[0]!, options)].flat() as Value[];
    const loss = outputs.map((output) => ops.sum(ops.square(output))).reduce((a, b) => ops.add(a, b));
    const sources = [inputs[0]!, ...layer.trainableWeights.map((weight) => toValue("test", weight))];
    return gradients([loss], [toValue("test", 1)], sources).map(
      (gradient, i) => gradient ?? ops.zerosLike(sources[i]!),
    );
  };
  return inTraining(record, [x]);
}
