/**
 * The names in a group that is written.
 *
 * @module
 */
import { strToU8 } from "fflate";
import { Pen, padded } from "../../pen.ts";
import { NO_ADDRESS, type Parts } from "./parts.ts";

/** Half of what a symbol node and a node of the tree hold at most, as the superblock says; h5py's numbers. */
export const LEAF_K = 4;
export const INTERNAL_K = 16;

const SYMBOL_NODE = 8 + 2 * LEAF_K * 40;
const TREE_NODE = 24 + 8 * (4 * INTERNAL_K + 1);
/** What a heap has for the first free block if there is none. */
const NOTHING_FREE = 1;

/** A member of a group: its name and the address of its header. */
export type Symbol = readonly [name: string, address: number];

/** A node of either kind, and the greatest name under it. */
interface Branch {
  readonly address: number;
  readonly lastName: number;
}

/** Adds what holds a group's members, a B-tree of addresses and a heap of names: specification III.A to III.D. */
export function addSymbols(parts: Parts, members: readonly Symbol[]): { tree: number; heap: number } {
  const symbols = members.map(([name, address]) => ({ name: strToU8(name), address }));
  symbols.sort((a, b) => compare(a.name, b.name));
  // Offset 0 is the empty name, less than all others.
  let size = 8;
  const placed = symbols.map(({ name, address }) => {
    const offset = size;
    size += padded(name.length + 1);
    return { name, address, offset };
  });
  const names = new Pen(size).u64(0);
  for (const { name } of placed) names.put(name).u8(0).pad();
  const segment = parts.add(names.bytes);
  const heap = parts.add(new Pen(32).put("HEAP").u32(0).u64(size, NOTHING_FREE, segment).bytes);
  let level: Branch[] = grouped(placed, 2 * LEAF_K).map((group) => {
    const pen = new Pen(SYMBOL_NODE).put("SNOD").u8(1, 0).u16(group.length);
    for (const { offset, address } of group) pen.u64(offset, address, 0, 0, 0);
    return { address: parts.add(pen.bytes), lastName: group.at(-1)!.offset };
  });
  for (let height = 0; height === 0 || level.length > 1; height++) level = addTreeLevel(parts, height, level);
  return { tree: level[0]!.address, heap };
}

/** The nodes above those of a level, at least one; each knows its neighbours. */
function addTreeLevel(parts: Parts, height: number, below: readonly Branch[]): Branch[] {
  const groups = below.length === 0 ? [[]] : grouped(below, 2 * INTERNAL_K);
  const start = parts.end;
  let before = 0;
  return groups.map((group, i) => {
    const left = i === 0 ? NO_ADDRESS : start + (i - 1) * TREE_NODE;
    const right = i === groups.length - 1 ? NO_ADDRESS : start + (i + 1) * TREE_NODE;
    const pen = new Pen(TREE_NODE).put("TREE").u8(0, height).u16(group.length).u64(left, right, before);
    for (const { address, lastName } of group) pen.u64(address, lastName);
    before = group.at(-1)?.lastName ?? 0;
    return { address: parts.add(pen.bytes), lastName: before };
  });
}

function grouped<T>(list: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let i = 0; i < list.length; i += size) groups.push(list.slice(i, i + size));
  return groups;
}

/** HDF5 looks names up in the order of their bytes. */
function compare(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
