/**
 * Attributes of groups and datasets.
 *
 * @module
 */
import { type Cursor, UNDEFINED_ADDRESS } from "./cursor.ts";
import { countElements, readShape } from "./dataspace.ts";
import { type Datatype, decodeNumbers, readDatatype } from "./datatype.ts";
import { readHeapString } from "./heap.ts";
import { ATTRIBUTE, ATTRIBUTE_INFO, type Message } from "./messages.ts";

/** Value of an attribute: one of a scalar, an array (flat) of anything else. Booleans are 0 and 1. */
export type AttributeValue = string | number | string[] | number[];

/** The attributes of one object, each decoded when it is asked for. */
export class Attributes {
  readonly #messages: Map<string, Message> = new Map();
  readonly #path: string;

  constructor(messages: readonly Message[], path: string) {
    this.#path = path;
    for (const message of messages) {
      const cursor = message.type === ATTRIBUTE ? message.open(`an attribute of "${path}"`) : undefined;
      if (cursor !== undefined) this.#messages.set(readPrefix(cursor).name, message);
      if (message.type === ATTRIBUTE_INFO) refuseFractalHeap(message.open(`"${path}"`), "attributes", 2);
    }
  }

  get names(): string[] {
    return [...this.#messages.keys()];
  }

  get(name: string): AttributeValue | undefined {
    return this.#messages.has(name) ? this.#read(name) : undefined;
  }

  #read(name: string): AttributeValue {
    const cursor = this.#messages.get(name)!.open(`attribute "${name}" of "${this.#path}"`);
    const { padding, typeSize, shapeSize } = readPrefix(cursor);
    const type = readDatatype(cursor.take(typeSize + padding(typeSize)));
    const shape = readShape(cursor.take(shapeSize + padding(shapeSize)));
    const count = countElements(shape);
    const values = decode(cursor.take(count * type.size), type, count);
    return shape.length === 0 ? values[0]! : values;
  }
}

interface Prefix {
  name: string;
  typeSize: number;
  shapeSize: number;
  padding(size: number): number;
}

/** What precedes the type, the shape and the data of an attribute: specification IV.A.2.m. */
function readPrefix(cursor: Cursor): Prefix {
  const version = cursor.version([1, 2, 3]);
  const flags = cursor.u8();
  if (version > 1 && flags !== 0) cursor.fail("must hold its own datatype", "a shared one");
  const nameSize = cursor.u16();
  const typeSize = cursor.u16();
  const shapeSize = cursor.u16();
  if (version === 3) cursor.skip(1);
  const padding = (size: number): number => (version === 1 ? -size & 7 : 0);
  const name = cursor.text(nameSize + padding(nameSize));
  return { name, typeSize, shapeSize, padding };
}

/**
 * More than 8 links or attributes of an object of the newer form go to a heap of their own, which Keras's files never have:
 * refuses it by its address. `orderSize` bytes come before that where the order of creation is kept.
 */
export function refuseFractalHeap(cursor: Cursor, what: string, orderSize: number): void {
  cursor.version([0]);
  const keepsOrder = (cursor.u8() & 1) !== 0;
  if (keepsOrder) cursor.skip(orderSize);
  const address = cursor.u64();
  if (address !== UNDEFINED_ADDRESS) {
    cursor.fail(`must hold its ${what} itself`, `a fractal heap at offset ${address}`, "Save the file as Keras does.");
  }
}

function decode(cursor: Cursor, type: Datatype, count: number): string[] | number[] {
  switch (type.kind) {
    case "string":
      return Array.from({ length: count }, () => cursor.text(type.size));
    case "variable string":
      return Array.from({ length: count }, () => readHeapString(cursor));
    case "opaque":
      return cursor.fail("must hold numbers or strings", "the opaque datatype");
    default:
      return decodeNumbers(cursor.bytes(cursor.left), type, new Array<number>(count).fill(0));
  }
}
