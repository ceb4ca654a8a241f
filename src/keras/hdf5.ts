/**
 * HDF5, as far as h5py writes it for Keras: groups, datasets of numbers, attributes of numbers and strings.
 * Format: HDF5 File Format Specification Version 3.0, https://docs.hdfgroup.org/hdf5/v1_14/_f_m_t3.html
 *
 * @module
 */
import { fail } from "./file-error.ts";
import { UNDEFINED_ADDRESS } from "./hdf5/cursor.ts";
import { Dataset } from "./hdf5/dataset.ts";
import { Group, openObject } from "./hdf5/group.ts";
import { Source } from "./hdf5/source.ts";

export { Dataset, Group };

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * The root group of an HDF5 file. Nothing else is read before it is asked for.
 *
 * `where` begins every error: the call, and the file where there are several.
 *
 * @throws Error if the file is damaged or holds what h5py does not write for Keras; so does whatever reads on from here.
 */
export function openHdf5(file: Uint8Array | ArrayBuffer, where = "loadKeras"): Group {
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(file);
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) {
    fail(where, "the file must be an HDF5 file", `${bytes.length} other bytes`);
  }
  const source = new Source(bytes, where);
  const root = openObject(source, "/", 0, { address: readSuperblock(source), grafts: [] });
  if (root instanceof Dataset) fail(where, "the file must have a group as its root", "a dataset");
  return root;
}

/** The address of the root group's header: specification II. */
function readSuperblock(source: Source): number {
  const cursor = source.at("the superblock", SIGNATURE.length, source.bytes.length - SIGNATURE.length);
  const version = cursor.version([0, 2, 3]);
  if (version === 0) cursor.skip(4);
  const sizes = [cursor.u8(), cursor.u8()];
  if (sizes.some((size) => size !== 8)) cursor.fail("must have offsets and lengths of 8 bytes", sizes.join(" and "));
  // Version 0: a byte to spare, two ranks of B-trees, flags; others: flags.
  cursor.skip(version === 0 ? 9 : 1);
  const base = cursor.u64();
  if (base !== 0) cursor.fail("must have base address 0", base);
  cursor.skip(8);
  const end = cursor.u64();
  if (end > source.bytes.length) {
    fail(source.where, `the file must have ${end} bytes`, source.bytes.length, "The file is truncated.");
  }
  // Version 0: address of driver information, then the root's entry, whose second word is the address.
  if (version === 0) cursor.skip(16);
  const root = cursor.u64();
  if (root === UNDEFINED_ADDRESS) cursor.fail("must have a root group", "none");
  return root;
}
