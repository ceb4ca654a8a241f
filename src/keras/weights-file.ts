/**
 * Files of weights alone, as Keras's `model.save_weights` writes them: `.weights.h5`.
 *
 * @module
 */
import { type AnyModel, asModel } from "./any-model.ts";
import { writeHdf5 } from "./hdf5/write/file.ts";
import { openHdf5 } from "./hdf5.ts";
import { asBytes } from "./load.ts";
import { readWeights, weightsTree } from "./weights.ts";

/**
 * The weights of a model as a `.weights.h5` file, which Keras's `model.load_weights` opens for an equal model.
 *
 * @example
 * ```ts
 * const model = new Sequential([input({ shape: [3] }), new Dense({ units: 2 })]);
 * const bytes = saveWeights(model);
 * loadWeights(model, bytes);
 * ```
 */
export function saveWeights(model: AnyModel): Uint8Array<ArrayBuffer> {
  return writeHdf5(weightsTree(asModel("saveWeights", model)));
}

/**
 * Gives a model the weights of a `.weights.h5` file, as {@link saveWeights} and Keras's `model.save_weights` write it.
 *
 * They are views of `bytes` where they lie as floats already; do not change `bytes` afterwards.
 *
 * @throws Error if the file is damaged or was saved from another model. Nothing is changed then.
 */
export function loadWeights(model: AnyModel, bytes: Uint8Array | ArrayBuffer): void {
  const where = "loadWeights";
  readWeights(where, asModel(where, model), undefined, openHdf5(asBytes(where, bytes), where));
}
