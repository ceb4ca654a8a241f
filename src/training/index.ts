/**
 * Training: what a model loads when it is trained for the first time.
 *
 * @module
 */
export { evaluate, fit } from "./fit.ts";
export { argumentsOf } from "./given.ts";
export { onBatch } from "./on-batch.ts";
export { Steps } from "./steps.ts";
