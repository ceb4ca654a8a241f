/**
 * Writing HDF5 files.
 *
 * @module
 */
import { Pen } from "../../pen.ts";
import { addDataset, addGroupHeader, type Numbers } from "./header.ts";
import { NO_ADDRESS, Parts } from "./parts.ts";
import { addStrings } from "./strings.ts";
import { addSymbols, INTERNAL_K, LEAF_K } from "./symbols.ts";

const SUPERBLOCK = 96;

/** Numbers to be written, row-major. */
export interface NewDataset {
  readonly shape: readonly number[];
  readonly numbers: Numbers;
}

/** A group to be written. */
export class NewGroup {
  /** The attribute `name`. */
  name: string | undefined;
  readonly members: Map<string, NewGroup | NewDataset> = new Map();

  /** The group at `path`, names with `/` between them; made if it is not there. */
  group(path: string): NewGroup {
    let found: NewGroup = this;
    for (const name of path.split("/")) {
      let next = found.members.get(name);
      if (!(next instanceof NewGroup)) next = new NewGroup();
      found.members.set(name, next);
      found = next;
    }
    return found;
  }
}

/** An HDF5 file as h5py writes it: superblock of version 0, groups of the older form, datasets in one piece. */
export function writeHdf5(root: NewGroup): Uint8Array<ArrayBuffer> {
  const parts = new Parts();
  const superblock = new Pen(SUPERBLOCK);
  parts.add(superblock.bytes);
  const names = addStrings(parts, [...namesIn(root)]);
  const { header, tree, heap } = addGroup(parts, root, names);
  // Specification II.A: versions, sizes of offsets and lengths, ranks; then base, free space, end, driver; then the root.
  superblock.u8(0x89).put("HDF\r\n").u8(0x1a, 0x0a, 0, 0, 0, 0, 0, 8, 8, 0).u16(LEAF_K, INTERNAL_K).u32(0);
  superblock.u64(0, NO_ADDRESS, parts.end, NO_ADDRESS).u64(0, header).u32(1, 0).u64(tree, heap);
  return parts.join();
}

function addGroup(
  parts: Parts,
  group: NewGroup,
  names: ReadonlyMap<string, Uint8Array>,
): { header: number; tree: number; heap: number } {
  const members = [...group.members].map(([name, member]): [string, number] => [
    name,
    member instanceof NewGroup
      ? addGroup(parts, member, names).header
      : addDataset(parts, member.shape, member.numbers),
  ]);
  const { tree, heap } = addSymbols(parts, members);
  const name = group.name === undefined ? undefined : names.get(group.name);
  return { header: addGroupHeader(parts, tree, heap, name), tree, heap };
}

function* namesIn(group: NewGroup): Generator<string> {
  if (group.name !== undefined) yield group.name;
  for (const member of group.members.values()) if (member instanceof NewGroup) yield* namesIn(member);
}
