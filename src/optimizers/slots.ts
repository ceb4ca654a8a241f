/**
 * What optimizers remember from step to step.
 *
 * @module
 */
import { currentTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import { Variable } from "../graph/variable.ts";
import { sizeOf } from "../tensor.ts";

/** What an optimizer remembers of one weight, by name, in the course of a step. */
export interface Slots {
  /** What is remembered under that name. */
  get(name: string): Value;
  /** Remembers something else; gives it back. */
  set(name: string, value: Value): Value;
}

/** All that an optimizer remembers. @internal */
export class Memory {
  /** In the order in which they were added. */
  readonly variables: Variable[] = [];
  readonly #ofWeights = new Map<Variable, Map<string, Variable>>();

  /** Adds a variable that belongs to no weight. */
  add(name: string, shape: readonly number[], initial: number): Variable {
    const variable = new Variable(name, shape, () => new Float32Array(sizeOf(shape)).fill(initial), false);
    this.variables.push(variable);
    return variable;
  }

  /** Adds a variable in the shape of a weight. */
  addOf(weight: Variable, name: string, initial: number): void {
    let slots = this.#ofWeights.get(weight);
    if (!slots) {
      slots = new Map();
      this.#ofWeights.set(weight, slots);
    }
    slots.set(name, this.add(`${weight.name}/${name}`, weight.shape, initial));
  }

  /** The variable of a weight and a name. */
  variable(weight: Variable, name: string): Variable {
    return this.#ofWeights.get(weight)!.get(name)!;
  }

  /** What is remembered of a weight. */
  of(weight: Variable): Slots {
    return {
      get: (name) => now(this.variable(weight, name)),
      set: (name, value) => assign(this.variable(weight, name), value),
    };
  }
}

/** A weight or slot as it is by now in a step. @internal */
export function now(variable: Variable): Value {
  return currentTrace()!.read(variable);
}

/** Gives a weight or slot another value in the course of a step; gives it back. @internal */
export function assign(variable: Variable, value: Value): Value {
  currentTrace()!.commit(variable, value);
  return value;
}
