/**
 * Plans kept for calls that come again with the same shapes.
 *
 * @module
 */
import type { Tensor } from "../tensor.ts";
import type { Applied } from "./call.ts";
import { Plan } from "./plan.ts";
import { Trace, tracing } from "./trace.ts";
import { Placeholder, Value, type ValueType } from "./value.ts";

// Lengths of sequences differ from call to call; a plan of each is not kept for ever.
const KEPT = 16;

/** A plan, and whether its results are a list. @internal */
export interface Entry {
  readonly key: string;
  readonly plan: Plan;
  readonly isList: boolean;
}

/** @internal */
export class Runner {
  /** The most recently used first. */
  #entries: Entry[] = [];

  /**
   * The plan of a traced function for inputs of those types. The key says all that the trace depends on. With `training`
   * layers act as in training.
   */
  prepare(
    key: string,
    types: readonly ValueType[],
    trace: (inputs: readonly Value[]) => Applied,
    training = false,
  ): Entry {
    const found = this.#entries.findIndex((entry) => entry.key === key);
    const entry = found < 0 ? { key, ...compile(types, trace, training) } : this.#entries[found]!;
    if (found !== 0) {
      if (found > 0) this.#entries.splice(found, 1);
      this.#entries.unshift(entry);
      if (this.#entries.length > KEPT) this.#entries.pop()!.plan.dispose();
    }
    return entry;
  }

  /** Runs a traced function on tensors. */
  run(
    key: string,
    tensors: readonly Tensor[],
    trace: (inputs: readonly Value[]) => Applied,
  ): Tensor | readonly Tensor[] {
    const { plan, isList } = this.prepare(key, tensors, trace);
    tensors.forEach((tensor, i) => {
      plan.write(i, tensor.data);
    });
    plan.run();
    return isList ? plan.outputs.map((_, i) => plan.read(i)) : plan.read(0);
  }

  /** Frees the memory of all plans. */
  dispose(): void {
    for (const { plan } of this.#entries) plan.dispose();
    this.#entries = [];
  }
}

function compile(
  types: readonly ValueType[],
  body: (inputs: readonly Value[]) => Applied,
  training: boolean,
): { plan: Plan; isList: boolean } {
  const inputs = types.map((type, i) => new Placeholder(type, `input ${i}`).outputs[0]!);
  const trace = new Trace({ training });
  const outputs = tracing(trace, () => body(inputs));
  const isList = !(outputs instanceof Value);
  return { plan: new Plan({ inputs, outputs: isList ? outputs : [outputs], commits: trace.commits }), isList };
}
