/**
 * Files of Keras: opening and saving `.keras` and `.weights.h5`.
 *
 * @module
 */
export type { AnyModel } from "./any-model.ts";
export { type KnownParts, type LoadOptions, loadKeras, modelFromJSON, openKeras } from "./load.ts";
export type { OwnLayers } from "./registry.ts";
export { type SaveOptions, saveKeras } from "./save.ts";
export { loadWeights, saveWeights } from "./weights-file.ts";
