/**
 * Weights. Their numbers live in JavaScript memory; plans that use them share copies in linear memory, packed as the
 * kernels want them, which go with the last of those plans.
 *
 * @module
 */
import { formatShape, isSameShape, wrongShape, wrongValue } from "../check.ts";
import { asTensor, checkWhole, sizeOf, Tensor, type TensorLike } from "../tensor.ts";
import { wasm } from "../wasm/load.ts";
import { allocate, release } from "../wasm/memory.ts";
import type { Value } from "./value.ts";

/** The kernels that pack. @internal */
export type Packer = "pack" | "packStrips" | "packTransposed";

/**
 * How a variable lies in linear memory: as it is, or in panels of G gates of H units over K inputs; in strips of four panels,
 * for products of fewer than four rows; transposed, in panels of K inputs over G gates of H units, for products with the
 * gradients of gates. @internal
 */
export interface Layout {
  readonly K: number;
  readonly G: number;
  readonly H: number;
  readonly packer?: Packer;
}

/** The width of a panel. */
const PANEL = 8;

/** Units rounded up to whole panels, as they lie in packed weights and in what kernels save: Hp. @internal */
export function padded(units: number): number {
  return Math.ceil(units / PANEL) * PANEL;
}

/** Whether products of so many rows take weights in strips: a tile of the other kernel has four. @internal */
export function inStrips(rows: number): boolean {
  return rows < 4;
}

/** Bytes of weights packed by a layout. @internal */
export function packedBytes({ K, G, H, packer }: Layout): number {
  return G * padded(H) * (packer === "packTransposed" ? padded(K) : K) * 4;
}

/** What tells one layout from another. @internal */
export function keyOf(layout: Layout | undefined): string {
  return layout ? `${layout.K} ${layout.G} ${layout.H} ${packerOf(layout)}` : "";
}

/** The kernel that packs by a layout. @internal */
export function packerOf({ packer = "pack" }: Layout): Packer {
  return packer;
}

/** Counts the changes that plans make to weights, so that other plans need not look at each weight. @internal */
export const changes: { count: number } = { count: 0 };

/** A copy of a variable in linear memory. @internal */
export class Placement {
  readonly address: number;
  readonly #variable: Variable;
  readonly #key: string;
  readonly #layout: Layout | undefined;
  readonly #bytes: number;
  #users = 0;
  /** Which version of the variable this is a copy of. */
  #version = 0;

  constructor(variable: Variable, key: string, layout: Layout | undefined) {
    this.#variable = variable;
    this.#key = key;
    this.#layout = layout;
    this.#bytes = layout ? packedBytes(layout) : variable.size * 4;
    this.address = allocate(this.#bytes);
    try {
      this.refresh();
    } catch (error) {
      release(this.address, this.#bytes);
      throw error;
    }
  }

  /** The numbers as they are in linear memory; of a copy that is not packed. */
  read(): Float32Array {
    return wasm().f32.slice(this.address >>> 2, (this.address >>> 2) + this.#variable.size);
  }

  /** Says that a plan has changed this copy, which is not packed: it is the newest one. */
  changed(): void {
    this.#version = this.#variable.changedIn(this);
    changes.count++;
  }

  /** Copies the numbers of the variable anew if they are others by now. */
  catchUp(): void {
    if (this.#version !== this.#variable.version) this.refresh();
  }

  /** Copies the numbers of the variable anew. */
  refresh(): void {
    const { data, version } = this.#variable;
    this.#version = version;
    if (!this.#layout) {
      wasm().f32.set(data, this.address >>> 2);
      return;
    }
    const { K, G, H } = this.#layout;
    const source = allocate(data.length * 4);
    wasm().f32.set(data, source >>> 2);
    wasm().exports[packerOf(this.#layout)](K, G, H, source, this.address);
    release(source, data.length * 4);
  }

  use(): void {
    this.#users++;
  }

  unuse(): void {
    if (--this.#users > 0) return;
    this.#variable.removed(this, this.#key);
    release(this.address, this.#bytes);
  }
}

/** What is recorded of a weight: a penalty, or what it must become. @internal */
export interface WeightRule {
  call(weight: Value): Value;
}

/** A weight of a layer: numbers that stay from call to call, and that training changes. */
export class Variable {
  /** `kernel`, `bias`..., as Keras names it. */
  readonly name: string;
  /** The sizes, outermost first. */
  readonly shape: readonly number[];
  /** Whether training changes it; to be set by the layer's `trainable`. */
  trainable: boolean;
  /** What it adds to the loss. @internal */
  readonly regularizer: WeightRule | undefined;
  /** What it must be after each step of training. @internal */
  readonly constraint: WeightRule | undefined;
  /** @internal */
  readonly placements = new Map<string, Placement>();
  readonly #initialize: () => Float32Array;
  #data: Float32Array | undefined;
  /** The copy in linear memory that is newer than the data. */
  #newest: Placement | undefined;
  /** Grows when the numbers change. @internal */
  version = 0;

  /** @internal Layers make variables by `addWeight`. */
  constructor(
    name: string,
    shape: readonly number[],
    initialize: () => Float32Array,
    trainable: boolean,
    rules: { readonly regularizer?: WeightRule | undefined; readonly constraint?: WeightRule | undefined } = {},
  ) {
    this.name = name;
    this.shape = shape;
    this.trainable = trainable;
    this.regularizer = rules.regularizer;
    this.constraint = rules.constraint;
    this.#initialize = initialize;
  }

  /** The number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The numbers, row-major; initialised on first use. To be read only: change them by the layer's `setWeights`. */
  get data(): Float32Array {
    if (this.#newest) {
      this.#data = this.#newest.read();
      this.#newest = undefined;
    }
    this.#data ??= this.#initialize();
    checkWhole(`weight "${this.name}"`, this.#data, this.shape);
    return this.#data;
  }

  /** Says that a copy in linear memory is now the newest one; gives its version. @internal */
  changedIn(placement: Placement): number {
    this.#newest = placement;
    return ++this.version;
  }

  /** Forgets a copy whose memory is about to be freed; its numbers stay. @internal */
  removed(placement: Placement, key: string): void {
    if (this.#newest === placement) {
      this.#data = placement.read();
      this.#newest = undefined;
    }
    this.placements.delete(key);
  }

  /** A copy of the numbers. */
  toTensor(): Tensor {
    return new Tensor(this.data.slice(), this.shape);
  }

  /** Replaces the numbers; the array is kept, not copied. @internal */
  assign(data: Float32Array): void {
    this.#data = data;
    this.#newest = undefined;
    this.version++;
    for (const placement of this.placements.values()) placement.refresh();
  }

  /**
   * Replaces the numbers of several variables, or of none if one of the tensors does not fit. @internal
   */
  static assignAll(where: string, variables: readonly Variable[], tensors: readonly TensorLike[]): void {
    if (!Array.isArray(tensors) || tensors.length !== variables.length) {
      const rule = `weights must be a list of ${variables.length} tensors`;
      const fix = variables.length === 0 ? "A layer has weights once it was applied." : undefined;
      throw wrongValue(where, rule, Array.isArray(tensors) ? tensors.length : tensors, fix);
    }
    const given = tensors.map((one) => asTensor(where, one));
    variables.forEach(({ name, shape }, i) => {
      const got = given[i]!.shape;
      if (isSameShape(got, shape)) return;
      throw wrongShape(where, `weight "${name}" must have shape ${formatShape(shape)}`, got);
    });
    variables.forEach((variable, i) => {
      variable.assign(Float32Array.from(given[i]!.data));
    });
  }

  /** The copy of this variable in a layout, made if there is none; `use` it before anything else happens. @internal */
  place(layout: Layout | undefined): Placement {
    const key = keyOf(layout);
    const known = this.placements.get(key);
    // A plan may have changed the weights since those that share the copy ran last.
    known?.catchUp();
    if (known) return known;
    const placement = new Placement(this, key, layout);
    this.placements.set(key, placement);
    return placement;
  }
}
