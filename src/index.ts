/**
 * Recurrent networks for JavaScript: Keras's GRU and LSTM in a few kilobytes of WebAssembly SIMD.
 *
 * @module
 */

export type { Operand } from "./graph/call.ts";
export { Value } from "./graph/value.ts";
export { Variable } from "./graph/variable.ts";
export * as initializers from "./initializers/index.ts";
export type { Initializer, InitializerLike, InitializerName } from "./initializers.ts";
export { Dense, type DenseOptions } from "./layers/dense.ts";
export { Embedding, type EmbeddingOptions } from "./layers/embedding.ts";
export { GRU, GRUCell, type GRUCellOptions, type GRUOptions } from "./layers/gru.ts";
export { InputLayer, type InputOptions, input } from "./models/input.ts";
export { Model, type ModelInputs, type ModelOptions, type PredictOptions } from "./models/model.ts";
export { Sequential } from "./models/sequential.ts";
export type { Frame, Stream, StreamOptions } from "./models/stream.ts";
export * as ops from "./ops/index.ts";
export type { DType, NestedArray, NumericArray, TensorData, TensorLike } from "./tensor.ts";
export { Tensor, tensor } from "./tensor.ts";
export { type InitOptions, init } from "./wasm/load.ts";
