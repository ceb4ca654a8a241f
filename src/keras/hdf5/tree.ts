/**
 * B-trees, by which a file finds the parts of a group or of a dataset.
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";
import type { Source } from "./source.ts";

/** What a tree is of, by the type that its nodes tell. */
const KINDS = ["names", "chunks"] as const;

/**
 * The children of all leaves under the node at `address`, in order, each with a cursor at its key of `keySize` bytes:
 * specification III.A.1.
 */
export function* readTree(
  source: Source,
  part: string,
  kind: (typeof KINDS)[number],
  keySize: number,
  address: number,
  parent = 256,
): Generator<{ key: Cursor; child: number }> {
  const prefix = source.claim(part, address, 24);
  prefix.signature("TREE");
  const type = prefix.u8();
  const level = prefix.u8();
  const count = prefix.u16();
  if (KINDS[type] !== kind) prefix.fail(`must be a tree of ${kind}`, `type ${type}`);
  if (level >= parent) prefix.fail(`must have levels below ${parent}`, level, "The file is damaged.");
  const entries = source.claim(part, address + 24, count * (keySize + 8));
  for (let i = 0; i < count; i++) {
    const key = entries.take(keySize);
    const child = entries.u64();
    if (level === 0) yield { key, child };
    else yield* readTree(source, part, kind, keySize, child, level);
  }
}
