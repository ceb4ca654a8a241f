/**
 * Every argument check, and the only place where the wording of an error is built:
 * `Where: what must be so, got value.` and, where one is known, a sentence that mends it.
 *
 * @module
 */

/** A size that is known, or null for one that is decided when the layer is used. */
export type Dimension = number | null;

/** The sizes of a tensor or value, outermost first. */
export type Shape = readonly Dimension[];

const AXES = ["batch", "timesteps"];

/** Prints a shape as `[batch, timesteps, 8]`; null dimensions get names. */
export function formatShape(shape: Shape): string {
  return shortened(`[${shape.map((size, axis) => size ?? AXES[axis] ?? "any").join(", ")}]`);
}

/** A name behind its article. */
export function withArticle(name: string): string {
  return `${/^[aeio]/i.test(name) ? "an" : "a"} ${name}`;
}

// What an error prints of a value: so many characters, elements of a list, and lists in lists.
const [CHARACTERS, ELEMENTS, LEVELS] = [200, 20, 4];

/** Prints a value as it stands in an error: strings quoted, shapes and lists in brackets, the beginning of what is long. */
export function formatValue(value: unknown): string {
  return shortened(printed(value, 0));
}

function shortened(text: string): string {
  return text.length > CHARACTERS ? `${text.slice(0, CHARACTERS)}…` : text;
}

function printed(value: unknown, level: number): string {
  if (typeof value === "string") return JSON.stringify(shortened(value));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return value.name ? `the function ${value.name}` : "a function";
  if (Array.isArray(value)) {
    if (level === LEVELS) return "[…]";
    const shown = value.slice(0, ELEMENTS).map((one) => printed(one, level + 1));
    return `[${shown.join(", ")}${value.length > ELEMENTS ? ", …" : ""}]`;
  }
  if (typeof value === "object" && value !== null) {
    const name = value.constructor?.name;
    return withArticle(name && name !== "Object" ? name : "object");
  }
  return String(value);
}

function sentence(where: string, rule: string, got: unknown, fix?: string): string {
  return `${where}: ${rule}, got ${got}.${fix ? ` ${fix}` : ""}`;
}

/** The error for a value of the wrong type. */
export function wrongType(where: string, rule: string, got: unknown, fix?: string): TypeError {
  return new TypeError(sentence(where, rule, formatValue(got), fix));
}

/** The error for a value out of range. */
export function wrongValue(where: string, rule: string, got: unknown, fix?: string): RangeError {
  return new RangeError(sentence(where, rule, formatValue(got), fix));
}

/** The error for a wrong shape; `rule` says what the shape must be. */
export function wrongShape(where: string, rule: string, got: Shape, fix?: string): RangeError {
  return new RangeError(sentence(where, rule, formatShape(got), fix));
}

/** The error for parts that must agree and do not: `got forward true, backward false`. */
export function disagreement(where: string, rule: string, parts: Readonly<Record<string, unknown>>): RangeError {
  const got = Object.entries(parts).map(([name, value]) => `${name} ${formatValue(value)}`);
  return new RangeError(sentence(where, rule, got.join(", ")));
}

/** The error for something that cannot be done now, or not at all. */
export function refused(where: string, reason: string, fix?: string): Error {
  return new Error(`${where}: ${reason}.${fix ? ` ${fix}` : ""}`);
}

/** The error for a file that does not hold what it must; `got` is printed as it is. */
export function unreadable(where: string, rule: string, got: string | number, fix?: string): Error {
  return new Error(sentence(where, rule, got, fix));
}

/** Calls a function. An error that does not begin with `where` is told again as one that does; it stays as the cause. */
export function explained<T>(where: string, body: () => T, what = ""): T {
  try {
    return body();
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith(`${where}: `)) throw error;
    throw new Error(`${where}: ${what}${message}`, { cause: error });
  }
}

/** Requires an object. */
export function object(where: string, name: string, value: unknown): void {
  if (typeof value !== "object" || value === null) throw wrongType(where, `${name} must be an object`, value);
}

/** Requires bytes. Of memory that was handed over none are left, and no view can be made. */
export function bytesOf(where: string, rule: string, value: unknown, fix?: string): Uint8Array {
  if (!(value instanceof Uint8Array || value instanceof ArrayBuffer)) throw wrongType(where, rule, value, fix);
  if (value.byteLength === 0) return new Uint8Array();
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  // In place of Node's Buffer, whose slice is a view where an array's is a copy.
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Requires a number that fits a rule. */
function number(where: string, name: string, value: unknown, rule: string, fits: (value: number) => boolean): number {
  const whole = `${name} must be ${rule}`;
  if (typeof value !== "number") throw wrongType(where, whole, value);
  if (!fits(value)) throw wrongValue(where, whole, value);
  return value;
}

/** Requires a positive integer. */
export function positiveInteger(where: string, name: string, value: unknown): number {
  return number(where, name, value, "a positive integer", (given) => Number.isInteger(given) && given > 0);
}

/** Requires a boolean. */
export function boolean(where: string, name: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw wrongType(where, `${name} must be true or false`, value);
  return value;
}

/** Requires a signal by which a call can be aborted, or none. */
export function abortSignal(where: string, value: AbortSignal | undefined): void {
  if (value !== undefined && typeof value?.throwIfAborted !== "function") {
    throw wrongType(where, "signal must be an AbortSignal", value);
  }
}

/** Requires a finite number from `low` to `high`. */
export function numberWithin(where: string, name: string, value: unknown, low: number, high: number): number {
  return number(where, name, value, `a number from ${low} to ${high}`, (given) => given >= low && given <= high);
}

/** Requires a finite number. */
export function finiteNumber(where: string, name: string, value: unknown): number {
  if (typeof value !== "number") throw wrongType(where, `${name} must be a number`, value);
  if (!Number.isFinite(value)) throw wrongValue(where, `${name} must be a finite number`, value);
  return value;
}

/** Requires a finite number above 0. */
export function positiveNumber(where: string, name: string, value: unknown): number {
  return number(where, name, value, "a positive number", (given) => given > 0 && given < Infinity);
}

/** Requires a finite number of 0 or more. */
export function numberFromZero(where: string, name: string, value: unknown): number {
  return number(where, name, value, "a number of 0 or more", (given) => given >= 0 && given < Infinity);
}

/** Requires an integer, negative ones included. */
export function integer(where: string, name: string, value: unknown): number {
  return number(where, name, value, "an integer", Number.isInteger);
}

/** Requires an integer for random numbers, or none. */
export function seed(where: string, value: unknown): void {
  if (value !== null && value !== undefined) integer(where, "seed", value);
}

/** Requires a list of integers, of `low` or more. */
export function integers(where: string, name: string, value: unknown, low: number = -Infinity): readonly number[] {
  if (!Array.isArray(value)) throw wrongType(where, `${name} must be a list of integers`, value);
  // Not by map, which leaves out the holes of an array.
  const list = Array.from(value, (one) => integer(where, `each of ${name}`, one));
  if (list.some((one) => one < low)) {
    throw wrongValue(where, `${name} must consist of integers of ${low} or more`, value);
  }
  return list;
}

/** Requires a list of sizes, one of which may be −1 and follows from the others. */
export function openShape(where: string, name: string, value: unknown): readonly number[] {
  const sizes = integers(where, name, value);
  if (sizes.some((size) => size < -1) || sizes.indexOf(-1) !== sizes.lastIndexOf(-1)) {
    throw wrongValue(where, `${name} must consist of sizes, one of them -1 at most`, value);
  }
  return sizes;
}

/** Requires one of a list of choices; the list is printed in its order. */
export function oneOf<const T extends string | number | null>(
  where: string,
  name: string,
  value: unknown,
  choices: readonly T[],
): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw wrongValue(where, `${name} must be one of ${choices.map(formatValue).join(", ")}`, value);
  }
  return found;
}

/** Requires an axis of a tensor of that rank, counted from the end when negative; returns it counted from the start. */
export function axis(where: string, name: string, value: unknown, rank: number): number {
  const given = integer(where, name, value);
  if (given < -rank || given >= rank) {
    throw wrongValue(
      where,
      `${name} must be an axis of a tensor of rank ${rank} (from ${-rank} to ${rank - 1})`,
      given,
    );
  }
  return given < 0 ? given + rank : given;
}

/** Options as they are given: each may be left out. */
export type Given<T> = { [K in keyof T]?: T[K] | undefined };

/** Fills in defaults and refuses options that are not among them. */
export function withDefaults<T extends object>(where: string, defaults: T, options: Given<T>): T {
  object(where, "options", options);
  const filled = { ...defaults };
  for (const key of Object.keys(options) as (keyof T & string)[]) {
    if (!Object.hasOwn(defaults, key)) {
      throw new TypeError(`${where}: unknown option "${key}". Options: ${Object.keys(defaults).join(", ")}.`);
    }
    const value = options[key];
    if (value !== undefined) filled[key] = value;
  }
  return filled;
}

/** Whether two sizes can be the same: null agrees with anything. */
export function agree(a: Dimension | undefined, b: Dimension | undefined): boolean {
  return a === b || a === null || b === null;
}

/** Whether two shapes are the same, size by size. */
export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** Requires two shapes to agree. */
export function sameShape(where: string, name: string, got: Shape, wanted: Shape, fix?: string): void {
  const fits = got.length === wanted.length && got.every((size, i) => agree(size, wanted[i]));
  if (!fits) throw wrongShape(where, `${name} must have shape ${formatShape(wanted)}`, got, fix);
}
