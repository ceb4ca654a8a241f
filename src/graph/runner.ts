/**
 * Plans kept for calls that come again with the same shapes.
 *
 * @module
 */
import { Tensor } from "../tensor.ts";
import type { Applied } from "./call.ts";
import { isPlainObject, leavesOf, mapLeaves } from "./nested.ts";
import { Plan } from "./plan.ts";
import { Trace, type TraceOptions, tracing } from "./trace.ts";
import { Placeholder, Value } from "./value.ts";

// Lengths of sequences differ from call to call; a plan of each is not kept for ever.
const KEPT = 16;

/** A plan, and whether its results are a list. @internal */
export interface Entry {
  /** The arguments it was made for: a value of the plan where a tensor was. */
  readonly args: unknown;
  readonly plan: Plan;
  readonly isList: boolean;
}

/**
 * The plans of one traced function. Which of them a call needs is found by looking at the arguments as they are, so a call
 * that comes again makes nothing to be found by.
 *
 * @internal
 */
export class Runner {
  /** The most recently used first. */
  #entries: Entry[] = [];
  readonly #options: TraceOptions;

  constructor(options: TraceOptions = {}) {
    this.#options = options;
  }

  /**
   * The plan for arguments: a tree of tensors and of what else the trace depends on. Its inputs are the tensors, in order;
   * of each it takes `samples` along the first axis, if that is given.
   */
  prepare<A>(args: A, trace: (args: Traceable<A>) => Applied, samples?: number): Entry {
    const entries = this.#entries;
    const known = this.#find(args, samples);
    if (known === 0) return entries[0]!;
    const entry = known > 0 ? entries[known]! : this.#compile(args, trace, samples);
    if (known < 0) entries.push(entry);
    for (let i = entries.lastIndexOf(entry); i > 0; i--) entries[i] = entries[i - 1]!;
    entries[0] = entry;
    if (entries.length > KEPT) entries.pop()!.plan.dispose();
    return entry;
  }

  /** Runs a traced function on a tree of tensors. */
  run<A>(args: A, trace: (args: Traceable<A>) => Applied): Tensor | readonly Tensor[] {
    const entry = this.prepare(args, trace);
    const tensors = leavesOf(args).filter((leaf) => leaf instanceof Tensor);
    tensors.forEach(({ data }, i) => {
      entry.plan.write(i, data);
    });
    return resultsOf(entry);
  }

  /** Frees the memory of all plans. */
  dispose(): void {
    for (const { plan } of this.#entries) plan.dispose();
    this.#entries = [];
  }

  #find(args: unknown, samples: number | undefined): number {
    for (let i = 0; i < this.#entries.length; i++) if (isFor(this.#entries[i]!.args, args, samples)) return i;
    return -1;
  }

  #compile<A>(given: A, body: (args: Traceable<A>) => Applied, samples: number | undefined): Entry {
    const inputs: Value[] = [];
    const args = mapLeaves(given, (leaf) => {
      if (!(leaf instanceof Tensor)) return leaf;
      const [first, ...rest] = leaf.shape;
      // A copy: the tensor is somebody else's.
      const shape = samples === undefined || first === undefined ? [...leaf.shape] : [samples, ...rest];
      const value = new Placeholder({ shape, dtype: leaf.dtype }, `input ${inputs.length}`).outputs[0]!;
      inputs.push(value);
      return value;
    });
    const trace = new Trace(this.#options);
    const outputs = tracing(trace, () => body(args as Traceable<A>));
    const isList = !(outputs instanceof Value);
    const plan = new Plan({ inputs, outputs: isList ? outputs : [outputs], commits: trace.commits });
    return { args, plan, isList };
  }
}

/** Runs a plan whose inputs were written. @internal */
export function resultsOf({ plan, isList }: Entry): Tensor | readonly Tensor[] {
  plan.run();
  return isList ? plan.readAll() : plan.read(0);
}

/** Arguments with values where tensors were. @internal */
export type Traceable<A> = A extends Tensor
  ? Value
  : A extends readonly unknown[]
    ? { readonly [K in keyof A]: Traceable<A[K]> }
    : A;

/** Whether a plan that was made for some arguments is the one for others. */
function isFor(known: unknown, given: unknown, samples: number | undefined): boolean {
  if (known instanceof Value) return given instanceof Tensor && isOfType(known, given, samples);
  if (Array.isArray(known)) return Array.isArray(given) && areFor(known, given, samples);
  if (!isPlainObject(known)) return Object.is(known, given);
  return (
    isPlainObject(given) &&
    areFor(Object.keys(known), Object.keys(given), samples) &&
    areFor(Object.values(known), Object.values(given), samples)
  );
}

function areFor(known: readonly unknown[], given: readonly unknown[], samples: number | undefined): boolean {
  if (known.length !== given.length) return false;
  for (let i = 0; i < known.length; i++) if (!isFor(known[i], given[i], samples)) return false;
  return true;
}

function isOfType({ shape, dtype }: Value, tensor: Tensor, samples: number | undefined): boolean {
  if (tensor.dtype !== dtype || tensor.shape.length !== shape.length) return false;
  for (let axis = 0; axis < shape.length; axis++) {
    const size = axis === 0 && samples !== undefined ? samples : tensor.shape[axis];
    if (size !== shape[axis]) return false;
  }
  return true;
}
