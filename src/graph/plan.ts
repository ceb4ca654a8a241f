/**
 * Plans: a traced call compiled to a program in linear memory.
 *
 * A plan has one block of memory: the program, its constants, its inputs, and a workspace in which values share memory
 * when they are not alive together. Running it is one call into WebAssembly.
 *
 * @module
 */
import { wrongValue } from "../check.ts";
import { ARRAYS, checkWhole, sizeOf, Tensor, type TensorData } from "../tensor.ts";
import { wasm } from "../wasm/load.ts";
import { ownedBy, release } from "../wasm/memory.ts";
import { compile, type Traced } from "./compile.ts";
import type { Emitter } from "./emitter.ts";
import { relocated } from "./program.ts";
import { StateCell } from "./state.ts";
import type { Value } from "./value.ts";
import { changes, type Placement } from "./variable.ts";

/** @internal */
export class Plan {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Whether it looks at data that it may refuse. */
  readonly canRefuse: boolean;
  /** The states that the program uses; they must live as long as it does. */
  readonly cells: readonly StateCell[];
  readonly #inputAddresses: readonly number[];
  readonly #inputSizes: readonly number[];
  readonly #outputAddresses: readonly number[];
  /** Of outputs that are read again and again. */
  readonly #views: Float32Array[] = [];
  readonly #start: number;
  readonly #end: number;
  /** The copies of weights that the program reads, and those that it changes. */
  readonly #placements: readonly Placement[];
  readonly #changing: readonly Placement[];
  /** How many changes of weights there were when the copies were last looked at. */
  #seen: number;
  readonly #origins: Emitter["origins"];
  readonly #free: () => void;

  constructor(traced: Traced) {
    const { inputs, outputs, commits } = traced;
    this.inputs = inputs;
    this.outputs = outputs;
    // Results have these very arrays, and may be in anybody's hands.
    for (const { shape } of outputs) Object.freeze(shape);
    this.cells = commits.map(({ target }) => target).filter((target) => target instanceof StateCell);
    const { emitter, program, block, bytes, inputAddresses, outputAddresses, changing, canRefuse } = compile(traced);
    this.canRefuse = canRefuse;
    this.#changing = changing;
    this.#placements = [...emitter.placements];
    this.#seen = changes.count;
    this.#free = ownedBy(this, freeing(block, bytes, this.#placements));

    const { f32, i32 } = wasm();
    const { words, relative, begun } = program;
    for (const word of relative) words[word]! += block;
    this.#start = block + emitter.bytes;
    this.#end = this.#start + words.length * 4;
    words.forEach((word, i) => {
      i32[(this.#start >>> 2) + i] = word | 0;
    });
    for (const { offset, values } of emitter.constants) f32.set(values, (block + offset) >>> 2);
    this.#inputAddresses = inputAddresses.map((address) => relocated(address, block));
    this.#inputSizes = inputs.map(({ shape }) => sizeOf(shape as number[]));
    this.#outputAddresses = outputAddresses.map((address) => relocated(address, block));
    this.#origins = emitter.origins.map(({ word, node }) => ({ word: begun + word, node }));
  }

  /** Sets input `index`; the array must have as many elements as the input. */
  write(index: number, data: ArrayLike<number>): void {
    if (data.length !== this.#inputSizes[index]) {
      const { shape, node } = this.inputs[index]!;
      checkWhole(node.scope, data, shape as readonly number[]);
    }
    wasm().f32.set(data, this.#inputAddresses[index]! >>> 2);
  }

  /** Runs the program. If data is refused, states and weights are as they were before. */
  run(): void {
    if (this.#seen !== changes.count) this.#catchUp();
    const { exports } = wasm();
    const fault = exports.run(this.#start, this.#end) >>> 0;
    if (fault !== 0) throw this.#fault(fault);
    if (this.#changing.length === 0) return;
    for (const placement of this.#changing) placement.changed();
    this.#seen = changes.count;
  }

  #catchUp(): void {
    for (const placement of this.#placements) placement.catchUp();
    this.#seen = changes.count;
  }

  /** A copy of output `index`. */
  read(index: number): Tensor {
    const output = this.outputs[index]!;
    const shape = output.shape as readonly number[];
    const start = this.#outputAddresses[index]! >>> 2;
    const values = wasm().f32.slice(start, start + sizeOf(shape));
    return new Tensor(output.dtype === "float32" ? values : ARRAYS[output.dtype].from(values), shape);
  }

  /** Copies of all outputs. */
  readAll(): Tensor[] {
    return this.outputs.map((_, i) => this.read(i));
  }

  /** Copies output `index` into an array, from a place there on. */
  readInto(index: number, into: TensorData, at = 0): void {
    let view = this.#views[index];
    // A view has no length once the memory has grown.
    if (!view?.length) {
      const start = this.#outputAddresses[index]! >>> 2;
      view = wasm().f32.subarray(start, start + sizeOf(this.outputs[index]!.shape as readonly number[]));
      this.#views[index] = view;
    }
    into.set(view, at);
  }

  /** Frees its memory; it cannot run again. */
  dispose(): void {
    this.#free();
  }

  #fault(address: number): Error {
    const word = (address - this.#start) / 4;
    const origin = this.#origins.findLast((candidate) => candidate.word <= word)!;
    const value = wasm().exports.faultValue.value as number;
    return (
      origin.node.op.fault?.(origin.node, value) ??
      wrongValue(origin.node.op.name, "data must be such as the kernel takes", value)
    );
  }
}

/** Made outside the constructor: a closure in there would hold the plan, which then would never be dropped. */
function freeing(block: number, bytes: number, placements: readonly Placement[]): () => void {
  return () => {
    release(block, bytes);
    for (const placement of placements) placement.unuse();
  };
}
