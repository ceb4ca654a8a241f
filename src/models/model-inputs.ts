/**
 * The inputs of a model's call: in order, of the right shapes.
 *
 * @module
 */
import { agree, formatShape, type Shape, wrongShape, wrongType, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { TracedOptions } from "../layers/layer.ts";
import { listed } from "../listed.ts";
import { identity } from "../ops/reshape.ts";
import { type Tensor, tensor } from "../tensor.ts";
import type { Graph } from "./topology.ts";

/** Takes one input, a list or named ones as the list of tensors that a model wants; nested arrays are tensors too. @internal */
export function takeInputs(where: string, graph: Graph | undefined, inputs: unknown): Tensor[] {
  const tensors = listed(where, "inputs", graph?.inputNames, inputs);
  for (let i = 0; graph && i < tensors.length; i++) tensors[i] = ofRank(tensors[i]!, graph.inputs[i]?.shape);
  if (graph) checkInputs(where, graph, tensors);
  const samples = tensors[0]?.shape[0];
  if (samples === undefined) throw wrongType(where, "inputs must be tensors of samples", inputs);
  for (const { shape } of tensors) {
    if (shape[0] !== samples) throw wrongShape(where, `inputs must all hold ${samples} samples`, shape);
  }
  return tensors;
}

/** Data for one axis more or less than a model wants, if that axis has one element; as Keras's `_adjust_input_rank`. */
function ofRank(given: Tensor, wanted: Shape | undefined): Tensor {
  const { data, shape } = given;
  if (wanted?.at(-1) === 1 && shape.length === wanted.length - 1) return tensor(data, [...shape, 1]);
  if (wanted?.length === shape.length - 1 && shape.at(-1) === 1) return tensor(data, shape.slice(0, -1));
  return given;
}

/** A value, or a tensor. */
interface Input {
  readonly shape: Shape;
  readonly walk?: unknown;
  readonly data?: unknown;
}

/** Requires inputs of the shapes that a model was made for. @internal */
export function checkInputs(where: string, { inputs, inputNames }: Graph, given: readonly Input[]): void {
  if (given.length !== inputs.length) {
    const tensors = inputs.length === 1 ? "one tensor" : `${inputs.length} tensors`;
    throw wrongValue(where, `inputs must be ${tensors} (${inputNames.join(", ")})`, given.length);
  }
  for (let i = 0; i < given.length; i++) {
    if (fits(inputs[i]!.shape, given[i]!)) continue;
    const rule = `input "${inputNames[i]}" must have shape ${formatShape(inputs[i]!.shape)}`;
    throw wrongShape(where, rule, given[i]!.shape);
  }
}

/** A stream comes with one step of the sequence; data may come with samples for many batches. */
function fits(wanted: Shape, { shape, walk, data }: Input): boolean {
  if (shape.length !== wanted.length) return false;
  for (let axis = 0; axis < wanted.length; axis++) {
    const isFree = (axis === 0 && data !== undefined) || (axis === 1 && walk === "step");
    if (!isFree && !agree(wanted[axis], shape[axis])) return false;
  }
  return true;
}

/** Inputs that carry the masks of the call. @internal */
export function maskedInputs(inputs: Value | readonly Value[], mask: TracedOptions["mask"]): Value[] {
  const masks = [mask].flat();
  return ([inputs].flat() as Value[]).map((value, i) => {
    const given = masks[i];
    if (!given || given === value.mask) return value;
    const own = identity(value);
    own.mask = given;
    return own;
  });
}
