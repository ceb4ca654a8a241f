/**
 * Rivulet's layers, as files name them.
 *
 * @module
 */
import { byClassName } from "../configured.ts";
import { Activation } from "../layers/activation.ts";
import { AdditiveAttention, Attention } from "../layers/attention.ts";
import { BatchNormalization } from "../layers/batch-normalization.ts";
import { Bidirectional } from "../layers/bidirectional.ts";
import { Concatenate } from "../layers/concatenate.ts";
import { Conv1D } from "../layers/conv1d.ts";
import { Dense } from "../layers/dense.ts";
import { Dot } from "../layers/dot.ts";
import { Dropout, SpatialDropout1D } from "../layers/dropout.ts";
import { Embedding } from "../layers/embedding.ts";
import { Flatten } from "../layers/flatten.ts";
import { GlobalAveragePooling1D, GlobalMaxPooling1D } from "../layers/global-pooling.ts";
import { GRU, GRUCell } from "../layers/gru.ts";
import type { LayerClass } from "../layers/layer.ts";
import { LayerNormalization } from "../layers/layer-normalization.ts";
import { LSTM, LSTMCell } from "../layers/lstm.ts";
import { Masking } from "../layers/masking.ts";
import { Add, Average, Maximum, Minimum, Multiply, Subtract } from "../layers/merge.ts";
import { Permute } from "../layers/permute.ts";
import { AveragePooling1D, MaxPooling1D } from "../layers/pooling.ts";
import { RepeatVector } from "../layers/repeat-vector.ts";
import { Reshape } from "../layers/reshape.ts";
import { RNN } from "../layers/rnn.ts";
import { SimpleRNN, SimpleRNNCell } from "../layers/simple-rnn.ts";
import { StackedRNNCells } from "../layers/stacked-rnn-cells.ts";
import { TimeDistributed } from "../layers/time-distributed.ts";
import type { OwnLayers } from "./registry.ts";

const layers = [
  Activation,
  Add,
  AdditiveAttention,
  Attention,
  Average,
  AveragePooling1D,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Conv1D,
  Dense,
  Dot,
  Dropout,
  Embedding,
  Flatten,
  GRU,
  GRUCell,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  LSTM,
  LSTMCell,
  LayerNormalization,
  Masking,
  MaxPooling1D,
  Maximum,
  Minimum,
  Multiply,
  Permute,
  RNN,
  RepeatVector,
  Reshape,
  SimpleRNN,
  SimpleRNNCell,
  SpatialDropout1D,
  StackedRNNCells,
  Subtract,
  TimeDistributed,
];

/** All of them, by the names of their classes. */
export const layersByName: OwnLayers = /* @__PURE__ */ byClassName(layers as unknown as LayerClass[]);
