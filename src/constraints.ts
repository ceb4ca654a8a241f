/**
 * Constraints by name, as options give them.
 *
 * @module
 */
import { oneOf, wrongType } from "./check.ts";
import type { Config } from "./configured.ts";
import * as classes from "./constraints/index.ts";

/** The name of a constraint with its default options. */
export type ConstraintName = Uncapitalize<keyof typeof classes>;

const byName: Readonly<Record<ConstraintName, new () => classes.Constraint>> = {
  maxNorm: classes.MaxNorm,
  minMaxNorm: classes.MinMaxNorm,
  nonNeg: classes.NonNeg,
  unitNorm: classes.UnitNorm,
};

/** A constraint, or the name of one with its default options. */
export type ConstraintLike = ConstraintName | classes.Constraint;

export type { Constraint } from "./constraints/index.ts";

const names = Object.keys(byName) as ConstraintName[];

/** All constraint classes, as configurations and files name them. @internal */
export const constraintClasses: Readonly<Record<string, { fromConfig(config: Config): classes.Constraint }>> = {
  ...classes,
};

/** The constraint of a name, or the one given; null and undefined are none. @internal */
export function getConstraint(where: string, option: string, given: unknown): classes.Constraint | undefined {
  if (given === null || given === undefined) return undefined;
  if (typeof given === "object") {
    if ("call" in given && typeof given.call === "function") return given as classes.Constraint;
    throw wrongType(where, `${option} must be the name of a constraint, or a constraint`, given);
  }
  return new byName[oneOf(where, option, given, names)]();
}
