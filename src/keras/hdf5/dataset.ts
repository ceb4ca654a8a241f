/**
 * Datasets: arrays of numbers.
 *
 * @module
 */
import { formatShape } from "../../check.ts";
import { Attributes, type AttributeValue } from "./attributes.ts";
import { type ChunkedLayout, readChunks, readFilters } from "./chunks.ts";
import { type Cursor, UNDEFINED_ADDRESS } from "./cursor.ts";
import { countElements, readShape } from "./dataspace.ts";
import { type Datatype, type DType, decodeNumbers, readDatatype } from "./datatype.ts";
import { DATASPACE, DATATYPE, FILTERS, LAYOUT, type Message } from "./messages.ts";
import type { Source } from "./source.ts";

/** An array of numbers in a file. */
export class Dataset {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly #source: Source;
  readonly #messages: readonly Message[];
  readonly #attributes: Attributes;
  readonly #type: Datatype;
  #bytes: Uint8Array | undefined;

  constructor(source: Source, path: string, messages: readonly Message[]) {
    this.path = path;
    this.#source = source;
    this.#messages = messages;
    this.#attributes = new Attributes(messages, path);
    this.shape = readShape(this.#open(DATASPACE, "shape"));
    this.#type = readDatatype(this.#open(DATATYPE, "datatype"));
    this.dtype = this.#nameType();
  }

  get attributeNames(): string[] {
    return this.#attributes.names;
  }

  attribute(name: string): AttributeValue | undefined {
    return this.#attributes.get(name);
  }

  /** The numbers in row-major order, rounded to float32; a view of the file's bytes where they are such already. */
  read(): Float32Array {
    const bytes = this.#read();
    const count = bytes.length / this.#type.size;
    if (this.dtype === "float32" && this.#type.littleEndian) {
      const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
      return new Float32Array(aligned.buffer, aligned.byteOffset, count);
    }
    return decodeNumbers(bytes, { ...this.#type, kind: this.dtype }, new Float32Array(count));
  }

  /** The numbers in row-major order, as float64: integers are exact up to 2^53. */
  readFloat64(): Float64Array {
    const bytes = this.#read();
    const out = new Float64Array(bytes.length / this.#type.size);
    return decodeNumbers(bytes, { ...this.#type, kind: this.dtype }, out);
  }

  /** Keras writes bfloat16, which HDF5 did not know, as 2 opaque bytes and says so in an attribute. */
  #nameType(): DType {
    const { kind, size } = this.#type;
    if (kind === "opaque") {
      const name = this.#attributes.get("dtype");
      if (name === "bfloat16" && size === 2) return "bfloat16";
      return this.#fail("must hold numbers", name === undefined ? "the opaque datatype" : `dtype "${name}"`);
    }
    if (kind === "string" || kind === "variable string") return this.#fail("must hold numbers", "strings");
    return kind;
  }

  #read(): Uint8Array {
    this.#bytes ??= this.#locate();
    return this.#bytes;
  }

  /** Where the data is: specification IV.A.2.i. */
  #locate(): Uint8Array {
    const size = countElements(this.shape) * this.#type.size;
    if (size === 0) return new Uint8Array(0);
    const layout = this.#open(LAYOUT, "layout");
    const version = layout.version([3, 4]);
    const kind = layout.u8();
    if (kind === 0) return this.#compact(layout, size);
    if (kind === 1) return this.#contiguous(layout, size);
    if (kind === 2 && version === 3) return readChunks(this.#source, this.#part, this.#chunked(layout));
    return this.#fail(
      "must have a layout of HDF5 1.8",
      kind === 2 ? "newer chunks" : `layout ${kind}`,
      'Save the file with libver="earliest".',
    );
  }

  #compact(layout: Cursor, size: number): Uint8Array {
    const stored = layout.u16();
    if (stored !== size) this.#fail(`must hold ${size} bytes`, stored);
    return layout.bytes(size);
  }

  #contiguous(layout: Cursor, size: number): Uint8Array {
    const address = layout.u64();
    const stored = layout.u64();
    if (address === UNDEFINED_ADDRESS) this.#fail("must hold data", "none", "Nothing was ever written to it.");
    if (stored !== size) this.#fail(`must hold ${size} bytes`, stored);
    return this.#source.at(this.#part, address, size).bytes(size);
  }

  #chunked(layout: Cursor): ChunkedLayout {
    const rank = layout.u8() - 1;
    const tree = layout.u64();
    const chunk = Array.from({ length: Math.max(rank, 0) }, () => layout.u32());
    if (rank !== this.shape.length || rank === 0) this.#fail(`must have chunks of rank ${this.shape.length}`, rank);
    if (chunk.includes(0)) this.#fail("must have chunks of 1 element or more", formatShape(chunk));
    const filters = this.#messages.find((message) => message.type === FILTERS)?.open(this.#part);
    return { shape: this.shape, chunk, size: this.#type.size, tree, filters: filters ? readFilters(filters) : [] };
  }

  #open(type: number, what: string): Cursor {
    const found = this.#messages.find((message) => message.type === type);
    return found?.open(this.#part) ?? this.#fail(`must have a ${what}`, "none", "The file is damaged.");
  }

  get #part(): string {
    return `dataset "${this.path}"`;
  }

  #fail(rule: string, got: string | number, fix?: string): never {
    return this.#source.fail(`${this.#part} ${rule}`, got, fix);
  }
}
