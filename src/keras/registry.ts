/**
 * The classes that files name.
 *
 * @module
 */
import { refused } from "../check.ts";
import { constraintClasses, getConstraint } from "../constraints.ts";
import { getInitializer, initializerClasses } from "../initializers.ts";
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
import { Model } from "../models/model.ts";
import type { Classes } from "../models/rebuild.ts";
import { Sequential } from "../models/sequential.ts";
import { getRegularizer, regularizerClasses } from "../regularizers.ts";
import { lookUp } from "./json.ts";

/** Classes of one's own, by the names under which Keras has saved them: `MyLayer` or `package>MyLayer`. */
export type OwnLayers = Readonly<Record<string, LayerClass>>;

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

const byName: OwnLayers = Object.fromEntries(layers.map((layer) => [layer.className, layer as unknown as LayerClass]));

interface PartKind {
  readonly module: string;
  readonly classes: Readonly<Record<string, unknown>>;
  /** The part of a name, or the one given. */
  readonly get: (where: string, option: string, given: unknown) => object | undefined;
}

/** Parts of layers by the endings of the options that hold them. */
const parts: Readonly<Record<string, PartKind>> = {
  initializer: { module: "keras.initializers", classes: initializerClasses, get: getInitializer },
  regularizer: { module: "keras.regularizers", classes: regularizerClasses, get: getRegularizer },
  constraint: { module: "keras.constraints", classes: constraintClasses, get: getConstraint },
};

/** The kind of parts that an option holds. */
export function partKind(option: string): PartKind | undefined {
  return lookUp(parts, option.replace(/^.*_/, ""));
}

/** Keras's older names of classes. */
const aliases: Readonly<Record<string, string>> = {
  OrthogonalInitializer: "Orthogonal",
  IdentityInitializer: "Identity",
};

/** All classes that configurations can name, the caller's included. */
export function classesWith(own: OwnLayers): Classes {
  const known = Object.assign({}, ...Object.values(parts).map(({ classes }) => classes), byName);
  return { ...known, Functional: Model, Sequential, ...own } as Classes;
}

/** The name of the class of a part that an option holds, if there is such a class. */
export function partName(option: string, className: string): string | undefined {
  const name = lookUp(aliases, className) ?? className;
  return Object.hasOwn(partKind(option)?.classes ?? {}, name) ? name : undefined;
}

/** The layer class here of a name. */
export function classNamed(className: string): LayerClass | undefined {
  return lookUp(byName, className);
}

/** The names under which files had classes of the caller's own. */
export const registeredNames: WeakMap<LayerClass, string> = /* @__PURE__ */ new WeakMap();

/** The layer class of a file's object, with the name under which `classesWith` has it. */
export function findLayer(
  where: string,
  layerName: string,
  className: string,
  registeredName: unknown,
  own: OwnLayers,
): { readonly name: string; readonly layer: LayerClass; readonly isOwn: boolean } {
  const unpackaged = String(registeredName ?? "").replace(/^.*>/, "");
  for (const name of [String(registeredName), className, unpackaged]) {
    if (!Object.hasOwn(own, name)) continue;
    registeredNames.set(own[name]!, typeof registeredName === "string" ? registeredName : className);
    return { name, layer: own[name]!, isOwn: true };
  }
  const layer = lookUp(byName, className);
  if (layer) return { name: className, layer, isOwn: false };
  const supported = [...Object.keys(byName), ...Object.keys(own)].sort().join(", ");
  throw refused(
    where,
    `layer "${layerName}" is a ${className}, which is not supported`,
    `Supported: ${supported}. Give others by { layers: { ${className} } }.`,
  );
}
