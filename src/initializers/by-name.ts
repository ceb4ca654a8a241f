/**
 * Initializers by name, as options give them.
 *
 * @module
 */
import { byClassName, namedOrGiven } from "../configured.ts";
import * as classes from "./index.ts";

/** An initializer class. */
export type InitializerClass = (new (
  options?: object,
) => classes.Initializer) & { readonly className: string; fromConfig(config: never): classes.Initializer };

/** The name of an initializer with its default options. */
export type InitializerName = Uncapitalize<keyof typeof classes> | "uniform" | "normal";

const byName: Readonly<Record<InitializerName, (new () => classes.Initializer) & { readonly className: string }>> = {
  zeros: classes.Zeros,
  ones: classes.Ones,
  constant: classes.Constant,
  identity: classes.Identity,
  glorotUniform: classes.GlorotUniform,
  glorotNormal: classes.GlorotNormal,
  heUniform: classes.HeUniform,
  heNormal: classes.HeNormal,
  lecunUniform: classes.LecunUniform,
  lecunNormal: classes.LecunNormal,
  uniform: classes.RandomUniform,
  normal: classes.RandomNormal,
  randomUniform: classes.RandomUniform,
  randomNormal: classes.RandomNormal,
  truncatedNormal: classes.TruncatedNormal,
  varianceScaling: classes.VarianceScaling,
  orthogonal: classes.Orthogonal,
};

/** An initializer, or the name of one with its default options. */
export type InitializerLike = InitializerName | classes.Initializer;

export type { Initializer } from "./index.ts";

/** All initializer classes, as configurations and files name them. @internal */
export const initializerClasses: Readonly<Record<string, InitializerClass>> = /* @__PURE__ */ byClassName(
  Object.values(byName) as unknown as InitializerClass[],
);

/** The initializer of a name, or the one given. @internal */
export function getInitializer(where: string, option: string, given: unknown): classes.Initializer {
  return namedOrGiven<classes.Initializer>(where, option, given, byName, "initializer", "make");
}
