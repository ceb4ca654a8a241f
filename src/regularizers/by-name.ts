/**
 * Regularizers by name, as options give them.
 *
 * @module
 */
import { byClassName, type Config, namedOrGiven } from "../configured.ts";
import * as classes from "./index.ts";

/** A regularizer class. */
type RegularizerClass = (new () => classes.Regularizer) & {
  readonly className: string;
  fromConfig(config: Config): classes.Regularizer;
};

/** The name of a regularizer with its default options. */
export type RegularizerName = "l1" | "l2" | "l1l2" | "orthogonalRegularizer";

const byName: Readonly<Record<RegularizerName, RegularizerClass>> = {
  l1: classes.L1,
  l2: classes.L2,
  l1l2: classes.L1L2,
  orthogonalRegularizer: classes.OrthogonalRegularizer,
};

/** A regularizer, or the name of one with its default options. */
export type RegularizerLike = RegularizerName | classes.Regularizer;

export type { Regularizer } from "./index.ts";

/** All regularizer classes, as configurations and files name them. @internal */
export const regularizerClasses: Readonly<Record<string, RegularizerClass>> = /* @__PURE__ */ byClassName(
  Object.values(byName),
);

/** The regularizer of a name, or the one given; null and undefined are none. @internal */
export function getRegularizer(where: string, option: string, given: unknown): classes.Regularizer | undefined {
  if (given === null || given === undefined) return undefined;
  return namedOrGiven(where, option, given, byName, "regularizer", "call");
}
