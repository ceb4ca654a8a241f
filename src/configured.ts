/**
 * Options that become a configuration and back: what initializers, regularizers, constraints, schedules and optimizers
 * have in common.
 *
 * @module
 */
import { type Given, oneOf, withArticle, withDefaults, wrongType } from "./check.ts";

/** Plain data: what JSON can hold. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** The options of a layer, or of a part of it, in plain data. */
export type Config = { readonly [option: string]: Plain };

/** Options with their defaults filled in. */
export type Filled<Options> = { readonly [K in keyof Options]-?: Exclude<Options[K], undefined> };

/** Classes by the names that configurations and files have for them. @internal */
export function byClassName<C extends { readonly className: string }>(
  classes: readonly C[],
): Readonly<Record<string, C>> {
  return Object.fromEntries(classes.map((one) => [one.className, one]));
}

/** What an option names, with its default options, or gives itself; `method` tells what is `a kind` of thing. @internal */
export function namedOrGiven<T>(
  where: string,
  option: string,
  given: unknown,
  byName: Readonly<Record<string, new () => T>>,
  kind: string,
  method: string,
): T {
  if (typeof given !== "object" || given === null)
    return new byName[oneOf(where, option, given, Object.keys(byName))]!();
  if (typeof (given as Readonly<Record<string, unknown>>)[method] === "function") return given as T;
  throw wrongType(where, `${option} must be the name of ${withArticle(kind)}, or ${withArticle(kind)}`, given);
}

/** What is made of options alone. */
export abstract class Configured<Options extends object> {
  /** The options, defaults filled in. */
  readonly options: Filled<Options>;

  /** `defaults` names all options, undefined those that must be given. */
  constructor(defaults: Given<Options>, options: Given<Options>) {
    this.options = withDefaults<object>(this.className, defaults, options) as Filled<Options>;
  }

  /** The name of the class in configurations and files. */
  get className(): string {
    const { className, name } = this.constructor as unknown as { readonly className?: string; readonly name: string };
    return className ?? name;
  }

  /** The options in plain data. */
  getConfig(): Config {
    return { ...this.options } as unknown as Config;
  }

  /** Makes the same again from what `getConfig` gave. */
  static fromConfig<T>(this: new (options: never) => T, config: Config): T {
    return new this(config as never);
  }
}
