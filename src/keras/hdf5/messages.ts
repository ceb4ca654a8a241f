/**
 * The header of an object, which is a list of messages.
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";
import type { Source } from "./source.ts";

// Types of messages: HDF5 File Format Specification 3.0, section IV.A.2.
export const DATASPACE = 0x01;
export const LINK_INFO = 0x02;
export const DATATYPE = 0x03;
export const FILL_VALUE = 0x05;
export const LINK = 0x06;
export const LAYOUT = 0x08;
export const FILTERS = 0x0b;
export const ATTRIBUTE = 0x0c;
const CONTINUATION = 0x10;
export const SYMBOL_TABLE = 0x11;
export const ATTRIBUTE_INFO = 0x15;

/** One fact about an object: its shape, its type, where its data is, an attribute, a link. */
export interface Message {
  type: number;
  /** A cursor at the beginning of the message, new at each call. */
  open(part: string): Cursor;
}

/** The messages of the object at `address`, in whichever of the two forms its header has. */
export function readMessages(source: Source, path: string, address: number): Message[] {
  const part = `the header of "${path}"`;
  const form = source.at(part, address, 4).text(4);
  return form === "OHDR" ? readTaggedHeader(source, part, address) : readPlainHeader(source, part, address);
}

/** Version 1, specification IV.A.1.a. */
function readPlainHeader(source: Source, part: string, address: number): Message[] {
  const prefix = source.claim(part, address, 16);
  prefix.version([1]);
  prefix.skip(7);
  const first = source.claim(part, address + 16, prefix.u32());
  return readBlocks(first, 2, 8, (at, size) => source.claim(part, at, size));
}

/** Version 2, specification IV.A.1.b. */
function readTaggedHeader(source: Source, part: string, address: number): Message[] {
  const flags = source.at(part, address, 6).bytes(6)[5]!;
  const widthOfSize = 1 << (flags & 3);
  const skipped = ((flags & 0x20) !== 0 ? 16 : 0) + ((flags & 0x10) !== 0 ? 4 : 0);
  const prefix = source.claim(part, address, 6 + skipped + widthOfSize);
  prefix.signature("OHDR");
  prefix.version([2]);
  prefix.skip(1 + skipped);
  const first = source.claim(part, prefix.end, prefix.uint(widthOfSize));
  const headerSize = (flags & 4) !== 0 ? 6 : 4;
  return readBlocks(first, 1, headerSize, (at, size) => continuation(source, part, at, size));
}

/**
 * The messages of a header, which goes on in other blocks: each has a header of so many bytes, which begins with its type,
 * size and flags.
 */
function readBlocks(
  first: Cursor,
  widthOfType: number,
  headerSize: number,
  next: (address: number, size: number) => Cursor,
): Message[] {
  const blocks = [first];
  const messages: Message[] = [];
  for (const block of blocks) {
    while (block.left >= headerSize) {
      const type = block.uint(widthOfType);
      const size = block.u16();
      const shared = (block.u8() & 2) !== 0;
      block.skip(headerSize - widthOfType - 3);
      const body = block.take(size);
      if (type === CONTINUATION) blocks.push(next(body.u64(), body.u64()));
      else messages.push(message(type, shared, body));
    }
  }
  return messages;
}

/** The messages between the signature and the checksum of a continuation block. */
function continuation(source: Source, part: string, address: number, size: number): Cursor {
  const block = source.claim(part, address, size);
  block.signature("OCHK");
  return block.take(Math.max(block.left - 4, 0));
}

function message(type: number, shared: boolean, body: Cursor): Message {
  return {
    type,
    open(part) {
      if (shared) body.fail("must hold its own messages", "a shared one", "Save the file as Keras does.");
      return body.source.at(part, body.at, body.left);
    },
  };
}
