/**
 * Optimizers by name, as options give them.
 *
 * @module
 */
import { oneOf, wrongType } from "../check.ts";
import { byClassName, type Config } from "../configured.ts";
import { Adadelta } from "./adadelta.ts";
import { Adagrad } from "./adagrad.ts";
import { Adam, AdamW } from "./adam.ts";
import { Adamax } from "./adamax.ts";
import { Lion } from "./lion.ts";
import { Nadam } from "./nadam.ts";
import { type OptimizerName, optimizerNames } from "./names.ts";
import { Optimizer } from "./optimizer.ts";
import { RMSprop } from "./rmsprop.ts";
import { SGD } from "./sgd.ts";

type OptimizerClass = (new () => Optimizer) & {
  readonly className: string;
  fromConfig(config: Config): Optimizer;
};

const byName: Readonly<Record<OptimizerName, OptimizerClass>> = {
  adadelta: Adadelta,
  adagrad: Adagrad,
  adam: Adam,
  adamax: Adamax,
  adamw: AdamW,
  lion: Lion,
  nadam: Nadam,
  rmsprop: RMSprop,
  sgd: SGD,
};

/** An optimizer, or the name of one with its default options. */
export type OptimizerLike = OptimizerName | Optimizer;

/** All optimizer classes, as configurations and files name them. @internal */
export const optimizerClasses: Readonly<Record<string, OptimizerClass>> = byClassName(Object.values(byName));

/** The optimizer of a name, or the one given. @internal */
export function getOptimizer(where: string, given: unknown): Optimizer {
  if (given instanceof Optimizer) return given as Optimizer;
  if (typeof given === "object") {
    throw wrongType(where, "optimizer must be the name of an optimizer, or an optimizer", given);
  }
  return new byName[oneOf(where, "optimizer", given, optimizerNames)]();
}
