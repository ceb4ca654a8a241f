/**
 * Turning graphs into programs: what every op appends, and the memory it uses while it runs.
 *
 * @module
 */
import { explained } from "../check.ts";
import { FreeList } from "../wasm/free-list.ts";
import { PlaceMap } from "./places.ts";
import { RELATIVE, Writer } from "./program.ts";
import type { OpNode, Value } from "./value.ts";
import { keyOf, type Layout, type Placement, packedBytes, packerOf, type Variable } from "./variable.ts";

/** Where a value of known size lies, 0 if nothing reads it. Addresses are only good as arguments of {@link Emitter.call}. */
export interface Place {
  readonly address: number;
  readonly shape: readonly number[];
  readonly size: number;
  /** Whether anything reads it. */
  readonly wanted: boolean;
  /** The variable whose numbers these are, if it is one. */
  readonly variable: Variable | undefined;
}

/** @internal */
export class Emitter extends Writer {
  /** Floats that are there before the program runs. */
  readonly constants: { readonly offset: number; readonly values: ArrayLike<number> }[] = [];
  /** Copies of variables that the program reads. */
  readonly placements = new Set<Placement>();

  /** Weights that the program itself changes. */
  readonly #changing: ReadonlySet<Variable>;
  /** Copies of those that the program packs before all else. */
  readonly #fresh = new Map<Variable, Map<string, number>>();
  readonly #arena = new FreeList(0);
  readonly #places: PlaceMap = new PlaceMap(this);
  #scratch: { address: number; bytes: number }[] = [];
  readonly #zeros = { bytes: 0, address: 0 };

  constructor(changing: ReadonlySet<Variable>) {
    super();
    this.#changing = changing;
  }

  /** Bytes of the program's own memory. */
  get bytes(): number {
    return this.#arena.end;
  }

  /** Takes memory until it is given back. */
  take(bytes: number): number {
    return RELATIVE + this.#arena.take(bytes);
  }

  /** Gives back what `take(bytes)` gave. */
  give(address: number, bytes: number): void {
    this.#arena.give(address - RELATIVE, bytes);
  }

  /** Takes memory until the op that asks for it is done. */
  scratch(bytes: number): number {
    const address = this.take(bytes);
    this.#scratch.push({ address, bytes });
    return address;
  }

  /** Floats that are there from the beginning and stay. */
  constant(values: ArrayLike<number>): number {
    // Memory that an earlier part of the program used would be overwritten before it is read here.
    const address = RELATIVE + this.#arena.append(values.length * 4);
    this.constants.push({ offset: address - RELATIVE, values });
    return address;
  }

  /** At least that many bytes of zeros. */
  zeros(bytes: number): number {
    if (bytes > this.#zeros.bytes) {
      this.#zeros.bytes = bytes;
      this.#zeros.address = this.constant(new Float32Array(bytes / 4));
    }
    return this.#zeros.address;
  }

  /**
   * The address of a value as a matrix in panels. A variable's is packed once, or once a run if the program changes it; any
   * other is packed here.
   */
  packed(place: Place, layout: Layout): number {
    const { variable } = place;
    if (variable && this.#changing.has(variable)) return this.#freshlyPacked(variable, layout);
    if (variable) return this.#placed(variable, layout).address;
    const address = this.scratch(packedBytes(layout));
    this.call(packerOf(layout), layout.K, layout.G, layout.H, place.address, address);
    return address;
  }

  /** The address of a bias as a row for each of its gates, padded as their panels are: zeros if there is none. */
  packedBias(place: Place | undefined, G: number, H: number): number {
    const layout = { K: 1, G, H };
    return place ? this.packed(place, layout) : this.zeros(packedBytes(layout));
  }

  /** Appends a node: gives its outputs memory, has the op append its calls, and gives back what nobody needs any more. */
  node(node: OpNode): void {
    const outer = this.#scratch;
    this.#scratch = [];
    this.begin(node);
    const outputs = this.#places.enter(node);
    const inputs = node.inputs.map((input) => this.place(input));
    // What is wrong here is memory for a weight.
    explained(node.scope || "memory", () => node.op.emit(this, inputs, outputs, node.attributes as never));
    for (const { address, bytes } of this.#scratch) this.give(address, bytes);
    this.#places.leave(node);
    this.#scratch = outer;
  }

  /** Appends all nodes behind some values, which then stay in memory; `bound` says where the values given from outside are. */
  graph(outputs: readonly Value[], nodes: readonly OpNode[], bound: ReadonlyMap<Value, number>): Place[] {
    this.#places.prepare(outputs, nodes, bound);
    for (const node of nodes) this.node(node);
    return outputs.map((output) => this.place(output));
  }

  /** Gives back what `graph` kept: its outputs are needed no more. */
  drop(outputs: readonly Value[]): void {
    this.#places.drop(outputs);
  }

  /** Where a value is. */
  place(value: Value): Place {
    return this.#places.of(value);
  }

  /** A copy that is packed before all else; its memory is nobody else's, since the rest of the program may be a loop. */
  #freshlyPacked(variable: Variable, layout: Layout): number {
    const copies = this.#fresh.get(variable) ?? new Map<string, number>();
    this.#fresh.set(variable, copies);
    const key = keyOf(layout);
    const known = copies.get(key);
    if (known !== undefined) return known;
    const address = RELATIVE + this.#arena.append(packedBytes(layout));
    const { address: from } = this.raw(variable);
    this.before(() => this.call(packerOf(layout), layout.K, layout.G, layout.H, from, address));
    copies.set(key, address);
    return address;
  }

  /** The copy of a variable that is as it is. */
  raw(variable: Variable): Placement {
    return this.#placed(variable, undefined);
  }

  #placed(variable: Variable, layout: Layout | undefined): Placement {
    const placement = variable.place(layout);
    if (!this.placements.has(placement)) {
      this.placements.add(placement);
      placement.use();
    }
    return placement;
  }
}
