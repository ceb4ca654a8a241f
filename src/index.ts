/**
 * Recurrent networks for JavaScript: Keras's GRU and LSTM in a few kilobytes of WebAssembly SIMD.
 *
 * @module
 */

export type { Activation as ActivationName, RecurrentActivation } from "./activations.ts";
export type { CallbackParams, Logs } from "./callbacks/callback.ts";
export type { History } from "./callbacks/history.ts";
export * as callbacks from "./callbacks/index.ts";
export type { Dimension, Shape } from "./check.ts";
export type { Constraint, ConstraintLike, ConstraintName } from "./constraints/by-name.ts";
export * as constraints from "./constraints/index.ts";
export type { ArrayLikeData } from "./data/arrays.ts";
export { CharacterVocabulary } from "./data/character-vocabulary.ts";
export { type PadSequencesOptions, padSequences } from "./data/pad-sequences.ts";
export { type TimeseriesDataset, type TimeseriesDatasetOptions, timeseriesDataset } from "./data/timeseries-dataset.ts";
export { type ToCategoricalOptions, toCategorical } from "./data/to-categorical.ts";
export type { FromTextsOptions, Vocabulary, VocabularyOptions } from "./data/vocabulary.ts";
export { WordVocabulary } from "./data/word-vocabulary.ts";
export type { Operand } from "./graph/call.ts";
export { Value } from "./graph/value.ts";
export { Variable } from "./graph/variable.ts";
export type { Initializer, InitializerLike, InitializerName } from "./initializers/by-name.ts";
export * as initializers from "./initializers/index.ts";
export { Activation, type ActivationOptions } from "./layers/activation.ts";
export {
  AdditiveAttention,
  type AdditiveAttentionOptions,
  Attention,
  type AttentionCallOptions,
  type AttentionOptions,
} from "./layers/attention.ts";
export { BatchNormalization, type BatchNormalizationOptions } from "./layers/batch-normalization.ts";
export {
  Bidirectional,
  type BidirectionalOptions,
  type BidirectionalOutputs,
  type MergeMode,
} from "./layers/bidirectional.ts";
export type { BuiltInCell, BuiltInCellOptions } from "./layers/built-in-cell.ts";
export { Cell, type CellCallOptions, type StepResult } from "./layers/cell.ts";
export { Concatenate, type ConcatenateOptions } from "./layers/concatenate.ts";
export type { Config, Plain } from "./layers/config.ts";
export { Conv1D, type Conv1DOptions } from "./layers/conv1d.ts";
export { Dense, type DenseOptions } from "./layers/dense.ts";
export { Dot, type DotOptions } from "./layers/dot.ts";
export { Dropout, type DropoutOptions, SpatialDropout1D, type SpatialDropout1DOptions } from "./layers/dropout.ts";
export { Embedding, type EmbeddingOptions } from "./layers/embedding.ts";
export { Flatten } from "./layers/flatten.ts";
export {
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  type GlobalPooling1DOptions,
} from "./layers/global-pooling.ts";
export { GRU, GRUCell, type GRUCellOptions, type GRUOptions } from "./layers/gru.ts";
export {
  type AnyLayer,
  type Applicable,
  type CallOptions,
  type Inputs,
  Layer,
  type LayerClass,
  type LayerOptions,
  type One,
  type OutputsOf,
  type Returned,
  type TracedOptions,
} from "./layers/layer.ts";
export { LayerNormalization, type LayerNormalizationOptions } from "./layers/layer-normalization.ts";
export { LSTM, LSTMCell, type LSTMCellOptions, type LSTMOptions } from "./layers/lstm.ts";
export { Masking, type MaskingOptions } from "./layers/masking.ts";
export { Add, Average, Maximum, Minimum, Multiply, Subtract } from "./layers/merge.ts";
export { Permute, type PermuteOptions } from "./layers/permute.ts";
export { AveragePooling1D, MaxPooling1D, type Pooling1DOptions } from "./layers/pooling.ts";
export type { RandomState } from "./layers/random-state.ts";
export type { AnyRecurrent, Recurrent } from "./layers/recurrent.ts";
export type {
  Exactly,
  RecurrentCallOptions,
  RecurrentOptions,
  RecurrentOutputs,
} from "./layers/recurrent-options.ts";
export { RepeatVector, type RepeatVectorOptions } from "./layers/repeat-vector.ts";
export { Reshape, type ReshapeOptions } from "./layers/reshape.ts";
export { RNN, type RNNOptions } from "./layers/rnn.ts";
export { SimpleRNN, SimpleRNNCell, type SimpleRNNCellOptions, type SimpleRNNOptions } from "./layers/simple-rnn.ts";
export { StackedRNNCells, type StackedRNNCellsOptions } from "./layers/stacked-rnn-cells.ts";
export type { StateSize, StatesOf } from "./layers/states.ts";
export { TimeDistributed, type TimeDistributedOptions } from "./layers/time-distributed.ts";
export type { BiasOptions, KernelOptions, ScaleOptions } from "./layers/weight-options.ts";
export type { Weighted, WeightOptions } from "./layers/weighted.ts";
export type { LossLike } from "./losses/by-name.ts";
export * as losses from "./losses/index.ts";
export type { LossName } from "./losses/names.ts";
export type { MetricLike } from "./metrics/by-name.ts";
export * as metrics from "./metrics/index.ts";
export type { MetricName } from "./metrics/names.ts";
export type { Frame } from "./models/frame.ts";
export { InputLayer, type InputOptions, input } from "./models/input.ts";
export {
  Model,
  type ModelInput,
  type ModelInputs,
  type ModelOptions,
  type ModelOutputs,
  type PredictOptions,
} from "./models/model.ts";
export { Sequential } from "./models/sequential.ts";
export type { Stream, StreamOptions } from "./models/stream.ts";
export type { SessionOptions, Streams, StreamsOptions, StreamsStep } from "./models/streams.ts";
export type { Operations } from "./ops/by-name.ts";
export * as ops from "./ops/index.ts";
export type { OptimizerLike } from "./optimizers/by-name.ts";
export * as optimizers from "./optimizers/index.ts";
export type { OptimizerName } from "./optimizers/names.ts";
export type { Regularizer, RegularizerLike, RegularizerName } from "./regularizers/by-name.ts";
export * as regularizers from "./regularizers/index.ts";
export type { DType, HalfArray, NestedArray, NumericArray, TensorData, TensorLike } from "./tensor.ts";
export { Tensor, tensor } from "./tensor.ts";
export type { ClassWeight } from "./training/class-weight.ts";
export type { ByOutput, CompileOptions } from "./training/compile-options.ts";
export type { BatchOptions, EvaluateOptions, FitOptions, Verbose } from "./training/options.ts";
export type { Batches, Data, Labelled, Numbers } from "./training/take.ts";
export { type InitOptions, init } from "./wasm/load.ts";
