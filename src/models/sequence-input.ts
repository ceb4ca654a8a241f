/**
 * Which inputs of a model are sequences, of which a stream takes one step at a time.
 *
 * @module
 */
import { Call } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import type { Graph } from "./topology.ts";

/**
 * Whether axis 1 of an input is time: it has no fixed size, or more axes follow, or an Embedding reads it, or it is a mask.
 *
 * @internal
 */
export function isSequence({ nodes }: Graph, input: Value): boolean {
  if (input.shape.length >= 3 || (input.shape.length === 2 && input.shape[1] === null)) return true;
  return nodes.some((node) => {
    if (!(node instanceof Call) || !node.inputs.includes(input)) return false;
    const [, options] = node.args as [unknown, { mask?: unknown }?];
    return node.callee.isSequence?.(node.inputs.indexOf(input)) ?? [options?.mask].flat().includes(input);
  });
}
