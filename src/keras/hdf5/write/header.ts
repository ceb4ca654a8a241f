/**
 * The headers of groups and datasets that are written.
 *
 * @module
 */
import { Pen, padded } from "../../pen.ts";
import { ATTRIBUTE, DATASPACE, DATATYPE, FILL_VALUE, LAYOUT, SYMBOL_TABLE } from "../messages.ts";
import { NO_ADDRESS, type Parts } from "./parts.ts";

type Message = readonly [type: number, body: Uint8Array];

/** What a dataset can hold; the learning rate and all weights are floats, the count of steps is an integer. */
export type Numbers = Float32Array | BigInt64Array;

/** Adds a group's header: specification IV.A.1.a. */
export function addGroupHeader(parts: Parts, tree: number, heap: number, name: Uint8Array | undefined): number {
  const messages: Message[] = [[SYMBOL_TABLE, new Pen(16).u64(tree, heap).bytes]];
  if (name) messages.push([ATTRIBUTE, nameAttribute(name)]);
  return addHeader(parts, messages);
}

/** Adds numbers, which stay in one piece, and the header of their dataset. */
export function addDataset(parts: Parts, shape: readonly number[], numbers: Numbers): number {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const address = bytes.length === 0 ? NO_ADDRESS : parts.add(bytes);
  return addHeader(parts, [
    [DATASPACE, dataspace(shape)],
    [DATATYPE, numbers instanceof Float32Array ? float32() : int64()],
    // Version 2, room made late, written if set, as it is by default: specification IV.A.2.f.
    [FILL_VALUE, new Pen(8).u8(2, 2, 2, 1).bytes],
    [LAYOUT, new Pen(24).u8(3, 1).u64(address, bytes.length).bytes],
  ]);
}

function addHeader(parts: Parts, messages: readonly Message[]): number {
  const size = messages.reduce((sum, [, body]) => sum + 8 + body.length, 0);
  const pen = new Pen(16 + size).u8(1, 0).u16(messages.length).u32(1, size).pad();
  for (const [type, body] of messages) pen.u16(type, body.length).u32(0).put(body);
  return parts.add(pen.bytes);
}

/** IV.A.2.b, version 1. */
function dataspace(shape: readonly number[]): Uint8Array {
  return new Pen(8 + 8 * shape.length)
    .u8(1, shape.length)
    .pad()
    .u64(...shape).bytes;
}

/** IV.A.2.d: IEEE 754 binary32, little-endian: sign at bit 31, 8 bits of exponent at 23, 23 of mantissa at 0, bias 127. */
function float32(): Uint8Array {
  return new Pen(24).u8(0x11, 0x20, 31, 0).u32(4).u16(0, 32).u8(23, 8, 0, 23).u32(127).bytes;
}

/** IV.A.2.d: two's complement, little-endian. */
function int64(): Uint8Array {
  return new Pen(16).u8(0x10, 8, 0, 0).u32(8).u16(0, 64).bytes;
}

/** IV.A.2.m: the attribute `name`, one UTF-8 string of variable length in the heap. */
function nameAttribute(reference: Uint8Array): Uint8Array {
  const string = new Pen(20).u8(0x19, 1, 1, 0).u32(16).u8(0x10, 0, 0, 0).u32(1).u8(0, 0, 8, 0).bytes;
  const scalar = dataspace([]);
  const pen = new Pen(8 + 8 + padded(string.length) + scalar.length + reference.length);
  pen.u8(1, 0).u16("name".length + 1, string.length, scalar.length);
  return pen.put("name").u8(0).pad().put(string).pad().put(scalar, reference).bytes;
}
