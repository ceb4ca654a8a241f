/**
 * Constraints by name, as options give them.
 *
 * @module
 */
import { byClassName, type Config, namedOrGiven } from "../configured.ts";
import * as classes from "./index.ts";

/** A constraint class. */
type ConstraintClass = (new () => classes.Constraint) & {
  readonly className: string;
  fromConfig(config: Config): classes.Constraint;
};

/** The name of a constraint with its default options. */
export type ConstraintName = Uncapitalize<keyof typeof classes>;

const byName: Readonly<Record<ConstraintName, ConstraintClass>> = {
  maxNorm: classes.MaxNorm,
  minMaxNorm: classes.MinMaxNorm,
  nonNeg: classes.NonNeg,
  unitNorm: classes.UnitNorm,
};

/** A constraint, or the name of one with its default options. */
export type ConstraintLike = ConstraintName | classes.Constraint;

export type { Constraint } from "./index.ts";

/** All constraint classes, as configurations and files name them. @internal */
export const constraintClasses: Readonly<Record<string, ConstraintClass>> = /* @__PURE__ */ byClassName(
  Object.values(byName),
);

/** The constraint of a name, or the one given; null and undefined are none. @internal */
export function getConstraint(where: string, option: string, given: unknown): classes.Constraint | undefined {
  if (given === null || given === undefined) return undefined;
  return namedOrGiven(where, option, given, byName, "constraint", "call");
}
