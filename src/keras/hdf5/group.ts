/**
 * Groups: what a file has under names.
 *
 * @module
 */
import { Attributes, type AttributeValue } from "./attributes.ts";
import { Dataset } from "./dataset.ts";
import { type Link, readLinks } from "./links.ts";
import { DATASPACE, type Message, readMessages } from "./messages.ts";
import type { Source } from "./source.ts";

const MAX_DEPTH = 64;

/** A group of a file: named groups and datasets. */
export class Group {
  /** Names from the root on with `/` between them; that of the root is "/". */
  readonly path: string;
  readonly #source: Source;
  readonly #depth: number;
  readonly #messages: readonly Message[];
  readonly #grafts: readonly Link[];
  readonly #opened: Map<string, Group | Dataset> = new Map();
  #attributes: Attributes | undefined;
  #members: Map<string, Member> | undefined;

  /** `grafts` are members that a group further up holds under names with separators in them. */
  constructor(source: Source, path: string, depth: number, messages: readonly Message[], grafts: readonly Link[]) {
    if (depth > MAX_DEPTH) source.fail(`groups must be at most ${MAX_DEPTH} deep`, depth, "The file is damaged.");
    this.path = path;
    this.#source = source;
    this.#depth = depth;
    this.#messages = messages;
    this.#grafts = grafts;
  }

  /** Names of the groups and datasets in this group, in the file's order. */
  get children(): string[] {
    return [...this.#links().keys()];
  }

  get attributeNames(): string[] {
    return this.#readAttributes().names;
  }

  attribute(name: string): AttributeValue | undefined {
    return this.#readAttributes().get(name);
  }

  /** What is at `path`, names with `/` (or `\`) between them, or undefined. */
  get(path: string): Group | Dataset | undefined {
    let found: Group | Dataset | undefined = this;
    for (const name of path.split(/[\\/]/)) {
      if (name === "") continue;
      found = found instanceof Group ? found.#child(name) : undefined;
    }
    return found;
  }

  #child(name: string): Group | Dataset | undefined {
    const opened = this.#opened.get(name);
    if (opened !== undefined) return opened;
    const member = this.#links().get(name);
    if (member === undefined) return undefined;
    const path = this.path === "/" ? name : `${this.path}/${name}`;
    const child = openObject(this.#source, path, this.#depth + 1, member);
    this.#opened.set(name, child);
    return child;
  }

  #readAttributes(): Attributes {
    this.#attributes ??= new Attributes(this.#messages, this.path);
    return this.#attributes;
  }

  #links(): Map<string, Member> {
    this.#members ??= this.#readMembers();
    return this.#members;
  }

  /** Keras on Windows wrote `layers\dense` as one name in the root: it is read as `dense` in `layers`. */
  #readMembers(): Map<string, Member> {
    const members = new Map<string, Member>();
    for (const [name, address] of [...readLinks(this.#source, this.#messages, this.path), ...this.#grafts]) {
      const [, first = "", rest] = /^[\\/]*([^\\/]*)[\\/]*(.*)$/s.exec(name) ?? [];
      if (first === "") this.#source.fail(`group "${this.path}" must have names`, `"${name}"`, "The file is damaged.");
      const member = members.get(first) ?? { address: undefined, grafts: [] };
      members.set(first, member);
      if (rest) member.grafts.push([rest, address]);
      else if (member.address === undefined) member.address = address;
      else this.#source.fail(`group "${this.path}" must have each name once`, `"${first}" twice`);
    }
    return members;
  }
}

interface Member {
  /** Where the header is; undefined of a group that exists in names only. */
  address: number | undefined;
  grafts: Link[];
}

/** The group or dataset whose header is at the address of `member`. */
export function openObject(source: Source, path: string, depth: number, member: Member): Group | Dataset {
  const { address, grafts } = member;
  if (address === undefined) return new Group(source, path, depth, [], grafts);
  const owner = source.paths.get(address);
  if (owner !== undefined && owner !== path) {
    source.fail(`object "${path}" must have one path`, `"${owner}" too`, "The file is damaged.");
  }
  source.paths.set(address, path);
  const messages = readMessages(source, path, address);
  const isDataset = messages.some((message) => message.type === DATASPACE);
  return isDataset ? new Dataset(source, path, messages) : new Group(source, path, depth, messages, grafts);
}
