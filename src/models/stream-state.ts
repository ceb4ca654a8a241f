/**
 * The states of a stream as bytes.
 *
 * ```text
 * "rvs1" · u32 batch · u32 states · for each: u32 rank, u32 × rank sizes · for each: f32 × elements, all little-endian
 * ```
 *
 * @module
 */
import { bytesOf, formatShape, refused, type Shape } from "../check.ts";
import { sizeOf } from "../tensor.ts";

const MAGIC = 0x31737672;

/** What {@link decodeState} finds. @internal */
export interface SavedState {
  readonly batch: number;
  readonly states: readonly { readonly shape: readonly number[]; readonly data: Float32Array }[];
}

/** A state, or a part of one, that can be saved. @internal */
export interface Stored {
  readonly shape: readonly number[];
  readonly size: number;
  read(): Float32Array;
  write(data: Float32Array): void;
}

/** @internal */
export function encodeState(batch: number, cells: readonly Stored[]): Uint8Array {
  const head = [MAGIC, batch, cells.length, ...cells.flatMap(({ shape }) => [shape.length, ...shape])];
  const bytes = new Uint8Array(4 * (head.length + cells.reduce((sum, { size }) => sum + size, 0)));
  const view = new DataView(bytes.buffer);
  head.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  let at = 4 * head.length;
  for (const cell of cells) {
    for (const value of cell.read()) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/** @internal */
export function decodeState(given: Uint8Array | ArrayBuffer): SavedState {
  const bytes = bytesOf("stream", "state must be the bytes that save() gave", given);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const word = (): number => {
    if (at + 4 > bytes.length) {
      throw refused("stream", `state must be the bytes that save() gave, got ${bytes.length} bytes of them`);
    }
    at += 4;
    return view.getUint32(at - 4, true);
  };
  if (word() !== MAGIC) throw refused("stream", "state must be the bytes that save() gave, got others");
  const batch = word();
  const shapes: number[][] = [];
  for (let left = word(); left > 0; left--) {
    const shape: number[] = [];
    for (let rank = word(); rank > 0; rank--) shape.push(word());
    shapes.push(shape);
  }
  if (shapes.some(([rows]) => rows !== batch)) {
    throw refused("stream", `state must be of one batch, got ${batch} beside ${shapes.map(formatShape).join(", ")}`);
  }
  const elements = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  if (at + 4 * elements !== bytes.length) {
    throw refused("stream", `state must hold ${at + 4 * elements} bytes, got ${bytes.length}`);
  }
  const states = shapes.map((shape) => {
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => view.getFloat32(at + 4 * i, true));
    at += 4 * data.length;
    return { shape, data };
  });
  return { batch, states };
}

/** Writes saved states back, once it is sure that they are states of such a model. @internal */
export function restoreState(where: string, model: string, cells: readonly Stored[], saved: SavedState): void {
  const shapes = (list: readonly { shape: Shape }[]): string => list.map(({ shape }) => formatShape(shape)).join(", ");
  if (shapes(saved.states) !== shapes(cells)) {
    throw refused(where, `state must hold ${shapes(cells)} as ${model} needs, got ${shapes(saved.states)}`);
  }
  cells.forEach((cell, i) => {
    cell.write(saved.states[i]!.data);
  });
}
