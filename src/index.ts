/**
 * Recurrent networks for JavaScript: Keras's GRU and LSTM in a few kilobytes of WebAssembly SIMD.
 *
 * @module
 */
export { Dense, type DenseOptions } from "./layers/dense.ts";
export { Embedding, type EmbeddingOptions } from "./layers/embedding.ts";
export { GRU, GRUCell, type GRUCellOptions, type GRUOptions } from "./layers/gru.ts";
export * as ops from "./ops/index.ts";
export { Tensor, tensor } from "./tensor.ts";
