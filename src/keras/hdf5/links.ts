/**
 * The names in a group, and where their objects are.
 *
 * @module
 */
import { refuseFractalHeap } from "./attributes.ts";
import { type Cursor, decodeText } from "./cursor.ts";
import { LINK, LINK_INFO, type Message, SYMBOL_TABLE } from "./messages.ts";
import type { Source } from "./source.ts";
import { readTree } from "./tree.ts";

/** HDF5 sets no limit; a long name that many links share would cost time out of proportion to the file. */
const MAX_NAME = 1024;

/** A member of a group: its name and the address of its header. */
export type Link = readonly [name: string, address: number];

/** The members that the messages of the group at `path` name. */
export function* readLinks(source: Source, messages: readonly Message[], path: string): Generator<Link> {
  const part = `group "${path}"`;
  for (const message of messages) {
    if (message.type === SYMBOL_TABLE) yield* readSymbolTable(source, message.open(part));
    if (message.type === LINK) yield readLink(message.open(part));
    if (message.type === LINK_INFO) refuseFractalHeap(message.open(part), "links", 8);
  }
}

/** A message a member, in groups of the newer form: specification IV.A.2.g. */
function readLink(cursor: Cursor): Link {
  cursor.version([1]);
  const flags = cursor.u8();
  const kind = (flags & 8) !== 0 ? cursor.u8() : 0;
  cursor.skip(((flags & 4) !== 0 ? 8 : 0) + ((flags & 16) !== 0 ? 1 : 0));
  const name = cursor.text(cursor.uint(1 << (flags & 3)));
  if (kind !== 0) cursor.fail("must have hard links only", `"${name}", a link to another place`);
  return [name, cursor.u64()];
}

/** A B-tree of addresses and a heap of names, in groups of the older form: specification IV.A.2.r. */
function* readSymbolTable(source: Source, cursor: Cursor): Generator<Link> {
  const part = cursor.part;
  const tree = cursor.u64();
  const heap = source.claim(`the heap of ${part}`, cursor.u64(), 32);
  heap.signature("HEAP");
  heap.version([0]);
  heap.skip(3);
  const size = heap.u64();
  heap.skip(8);
  const names = source.claim(heap.part, heap.u64(), size);
  for (const { child } of readTree(source, `the tree of ${part}`, "names", 8, tree)) {
    const prefix = source.claim(`a symbol node of ${part}`, child, 8);
    prefix.signature("SNOD");
    prefix.version([1]);
    prefix.skip(1);
    const count = prefix.u16();
    const node = source.claim(prefix.part, child + 8, 40 * count);
    for (let i = 0; i < count; i++) yield readSymbol(node.take(40, part), names);
  }
}

function readSymbol(entry: Cursor, names: Cursor): Link {
  const offset = entry.u64();
  const address = entry.u64();
  const isSoft = entry.u32() === 2;
  if (offset >= names.left) entry.fail(`must have its names in a heap of ${names.left} bytes`, `offset ${offset}`);
  const size = Math.min(MAX_NAME, names.left - offset);
  const bytes = entry.source.at(names.part, names.at + offset, size).bytes(size);
  if (!bytes.includes(0)) entry.fail(`must have names of less than ${size} bytes`, "a longer one");
  const name = decodeText(bytes);
  if (isSoft) entry.fail("must have hard links only", `"${name}", a link to another place`);
  return [name, address];
}
