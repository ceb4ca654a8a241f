/**
 * Regularizers by name, as options give them.
 *
 * @module
 */
import { oneOf, wrongType } from "./check.ts";
import type { Config } from "./configured.ts";
import * as classes from "./regularizers/index.ts";

/** The name of a regularizer with its default options. */
export type RegularizerName = "l1" | "l2" | "l1l2" | "orthogonalRegularizer";

const byName: Readonly<Record<RegularizerName, new () => classes.Regularizer>> = {
  l1: classes.L1,
  l2: classes.L2,
  l1l2: classes.L1L2,
  orthogonalRegularizer: classes.OrthogonalRegularizer,
};

/** A regularizer, or the name of one with its default options. */
export type RegularizerLike = RegularizerName | classes.Regularizer;

export type { Regularizer } from "./regularizers/index.ts";

const names = Object.keys(byName) as RegularizerName[];

/** All regularizer classes, as configurations and files name them. @internal */
export const regularizerClasses: Readonly<Record<string, { fromConfig(config: Config): classes.Regularizer }>> = {
  ...classes,
};

/** The regularizer of a name, or the one given; null and undefined are none. @internal */
export function getRegularizer(where: string, option: string, given: unknown): classes.Regularizer | undefined {
  if (given === null || given === undefined) return undefined;
  if (typeof given === "object") {
    if ("call" in given && typeof given.call === "function") return given as classes.Regularizer;
    throw wrongType(where, `${option} must be the name of a regularizer, or a regularizer`, given);
  }
  return new byName[oneOf(where, option, given, names)]();
}
