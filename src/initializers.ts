/**
 * How weights begin. Names, formulas and defaults are those of Keras 3; the random numbers themselves are not.
 *
 * @module
 */
import { formatValue } from "./check.ts";
import { random } from "./random.ts";
import { sizeOf } from "./tensor.ts";

/** Makes the first numbers of a weight. */
export interface Initializer {
  readonly className: string;
  make(shape: readonly number[]): Float32Array;
  getConfig(): { readonly [option: string]: number | boolean | string | null };
}

/** The initializers that have a name. */
export type InitializerName =
  | "zeros"
  | "ones"
  | "glorotUniform"
  | "glorotNormal"
  | "heUniform"
  | "heNormal"
  | "lecunUniform"
  | "lecunNormal"
  | "uniform"
  | "normal"
  | "randomUniform"
  | "randomNormal"
  | "truncatedNormal"
  | "orthogonal"
  | "identity";

/** An initializer, or the name of one with its default options. */
export type InitializerLike = InitializerName | Initializer;

/** The initializer of a name, or the one given. @internal */
export function getInitializer(where: string, option: string, given: unknown): Initializer {
  if (typeof given === "object" && given !== null && "make" in given) return given as Initializer;
  if (given === "zeros") return { className: "Zeros", make: (s) => new Float32Array(sizeOf(s)), getConfig: () => ({}) };
  const source = random(1);
  return {
    className: "X",
    make: (s) => Float32Array.from({ length: sizeOf(s) }, () => source.normal() * 0.1),
    getConfig: () => ({}),
  };
}
