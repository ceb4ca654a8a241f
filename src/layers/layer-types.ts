/**
 * The types of layers: what they take, what they give, and their classes.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import type { RegularizerLike } from "../regularizers/by-name.ts";
import type { Tensor, TensorLike } from "../tensor.ts";
import type { Config } from "./config.ts";
import type { Layer } from "./layer.ts";

/** Options that every layer has. */
export interface LayerOptions {
  /** How the layer is found in a model; defaults to the class's name in small letters, numbered from the second on. */
  name?: string | undefined;
  /** Whether training changes the layer's weights; defaults to true. */
  trainable?: boolean | undefined;
  /** What each output adds to the loss, divided by the size of the batch; defaults to null, nothing. */
  activityRegularizer?: RegularizerLike | null | undefined;
}

/** Options with their defaults filled in. */
export type Resolved<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** What may be given to a call beside the inputs. */
export interface CallOptions {
  /**
   * Whether the layer, and the layers inside it, act as in training: those that drop do so. Defaults to what the layer
   * around this one does; true in `fit`, false elsewhere.
   */
  training?: boolean | undefined;
  /** Which steps count, [batch, timesteps]; defaults to the mask that the input carries. A list for a list of inputs. */
  mask?: Applicable | readonly (Applicable | undefined)[] | undefined;
}

/** What a layer can be applied to. */
export type Applicable = Value | TensorLike;

/** Stands for one output in the type of a layer: `Layer<One>` gives one value, `Layer<[One, One]>` a pair. */
export type One = 1;

/** The outputs of a layer applied to X: tensors if X is a tensor, values if it is a value, in the shape of `Outputs`. */
export type Returned<Outputs, X> = Outputs extends readonly unknown[]
  ? { [K in keyof Outputs]: Returned<One, X> }
  : X extends Value
    ? Value
    : Tensor;

/** The outputs of a layer, by its type. */
export type OutputsOf<L> = L extends { readonly outputTypes: infer Outputs } ? Outputs : never;

/** Inputs and options as `call` finds them: values. */
export type Inputs = Value | readonly Value[];

/** The options of a call as `call` finds them: tensors have become values. */
export interface TracedOptions {
  /** Which steps count; a list for a list of inputs. */
  readonly mask?: Value | readonly (Value | undefined)[] | undefined;
  /** Whether the layer acts as in training, as the call or one around it says. */
  readonly training?: boolean | undefined;
  readonly [option: string]: unknown;
}

/** A layer of any kind. */
export type AnyLayer = Layer<One | readonly One[]>;

/** A class of layers, as configurations and files name them. */
export interface LayerClass {
  readonly className: string;
  readonly defaults: object | undefined;
  new (options: never): AnyLayer;
  /** Makes a layer from what its `getConfig` gave. */
  fromConfig(config: Config, classes?: Readonly<Record<string, LayerClass>>): AnyLayer;
}
