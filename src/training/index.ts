/**
 * Training: what a model loads when it is trained for the first time.
 *
 * @module
 */
export { evaluateModel, fitModel } from "./fit.ts";
export { onBatch } from "./on-batch.ts";
export { Steps } from "./steps.ts";
