/**
 * Where a model begins.
 *
 * @module
 */
import { disagreement, oneOf, type Shape, withDefaults, wrongType, wrongValue } from "../check.ts";
import { Placeholder, Value } from "../graph/value.ts";
import { Layer, type LayerOptions, type One } from "../layers/layer.ts";
import { ARRAYS, type DType } from "../tensor.ts";

/** Options of {@link input}; `shape` or `batchShape` is given. */
export interface InputOptions {
  /** The sizes of one sample, without the batch; null for those that may differ, as a sequence's length. */
  shape?: Shape | undefined;
  /** The number of samples, where it is fixed; defaults to null. */
  batchSize?: number | null | undefined;
  /** All sizes, the batch too, in place of the two options above. */
  batchShape?: Shape | undefined;
  /** What the input holds; defaults to `"float32"`. */
  dtype?: DType | undefined;
  /** How the input is found in a model; defaults to `"input_layer"`, numbered. */
  name?: string | undefined;
}

const defaults: InputOptions = {
  shape: undefined,
  batchSize: null,
  batchShape: undefined,
  dtype: undefined,
  name: undefined,
};

/** The layer of an input, as it stands in the list of a model's layers. */
export class InputLayer extends Layer<One, { batchShape: Shape; dtype?: DType | undefined }> {
  static override readonly className = "InputLayer";
  static override readonly defaults: object = { batchShape: undefined, dtype: "float32" };
  /** The value that a model's layers are applied to. */
  readonly value: Value;

  constructor(options: { batchShape: Shape; dtype?: DType | undefined } & LayerOptions) {
    super(options);
    const { batchShape, dtype } = this.options;
    if (!Array.isArray(batchShape)) throw wrongType("input", "shape must be an array of sizes", batchShape);
    for (const size of batchShape) {
      if (size === null || (Number.isInteger(size) && size >= 0)) continue;
      throw wrongValue("input", "sizes must be integers of 0 or more, or null", size);
    }
    oneOf("input", "dtype", dtype, Object.keys(ARRAYS) as DType[]);
    const type = { shape: Object.freeze([...batchShape]), dtype };
    this.value = new Placeholder(type, this.name, this).outputs[0]!;
  }

  override get outputs(): readonly Value[] {
    return [this.value];
  }

  override get inputs(): readonly Value[] {
    return [];
  }

  override call(x: Value): Value {
    return x;
  }
}

/**
 * The symbolic input of a model, to which layers are applied.
 *
 * @example
 * ```ts
 * const x = input({ shape: [null, 8] }); // sequences of any length, 8 features a step
 * const model = new Model({ inputs: x, outputs: new GRU({ units: 4 }).apply(x) });
 * ```
 *
 * @throws TypeError or RangeError if the shape is not a list of integers and nulls.
 */
export function input(options: InputOptions): Value {
  const { shape, batchSize, batchShape, dtype, name } = withDefaults<InputOptions>("input", defaults, options);
  if ((shape === undefined) === (batchShape === undefined)) {
    throw disagreement("input", "either shape or batchShape must be given", { shape, batchShape });
  }
  if (shape !== undefined && !Array.isArray(shape)) throw wrongType("input", "shape must be an array of sizes", shape);
  return new InputLayer({ batchShape: batchShape ?? [batchSize ?? null, ...shape!], dtype, name }).value;
}

/** Whether a value is an input of a model. @internal */
export function isInput(value: unknown): value is Value {
  return value instanceof Value && value.node instanceof Placeholder;
}
