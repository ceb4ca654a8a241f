/**
 * Callbacks made of functions.
 *
 * @module
 */
import { withDefaults } from "../check.ts";
import { Callback } from "./callback.ts";

/** The functions of a {@link LambdaCallback}: any of the methods of a callback. */
export type LambdaCallbackOptions = { [K in keyof Callback as K extends `on${string}` ? K : never]?: Callback[K] };

/**
 * A callback of the functions given.
 *
 * @example
 * ```ts
 * const report = new callbacks.LambdaCallback({ onEpochEnd: (epoch, logs) => console.log(epoch, logs["loss"]) });
 * ```
 *
 * @see {@link https://keras.io/api/callbacks/lambda_callback/}
 */
export class LambdaCallback extends Callback {
  constructor(options: LambdaCallbackOptions) {
    super();
    const methods = Object.getOwnPropertyNames(Callback.prototype).filter((name) => name.startsWith("on"));
    const none = Object.fromEntries(methods.map((name) => [name, undefined])) as LambdaCallbackOptions;
    const given = Object.entries(withDefaults<LambdaCallbackOptions>("LambdaCallback", none, options));
    Object.assign(this, Object.fromEntries(given.filter(([, method]) => method !== undefined)));
  }
}
