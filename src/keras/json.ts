/**
 * JSON as Python writes it, read with care: nothing is believed about what a file says.
 *
 * @module
 */
import { formatValue } from "../check.ts";
import type { Plain } from "../layers/config.ts";
import { fail } from "./file-error.ts";

/** An object of a JSON file. */
export type Json = { readonly [key: string]: Plain };

// Deeper than any model; far from what the stack holds.
const MAX_DEPTH = 256;

/** Stands for NaN, for which JSON has no number. */
export const NOT_A_NUMBER = "__nan__";

/** Parses a file of JSON whose root is an object. */
export function parseJson(where: string, part: string, text: string): Json {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    root = parsePython(where, part, text);
  }
  checkTree(where, part, root);
  return object(where, part, root);
}

/** Python writes the numbers NaN and Infinity as they are. */
function parsePython(where: string, part: string, text: string): unknown {
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) => {
    if (token.startsWith('"')) return token;
    return token === "NaN" ? `{"class_name":"${NOT_A_NUMBER}"}` : token.replace("Infinity", "1e999");
  });
  try {
    return JSON.parse(numbers);
  } catch {
    return fail(where, `${part} must be JSON`, formatValue(text));
  }
}

function checkTree(where: string, part: string, root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) fail(where, `${part} must be at most ${MAX_DEPTH} levels deep`, "more");
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue;
      if (Object.hasOwn(value, "__proto__")) fail(where, `${part} must not have the key "__proto__"`, "one");
      for (const inner of Object.values(value)) next.push(inner);
    }
    level = next;
  }
}

/** Whether a value is an object, not a list. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Requires an object. */
export function object(where: string, part: string, value: unknown): Json {
  return isObject(value) ? value : fail(where, `${part} must be an object`, formatValue(value));
}

/** Requires a list. */
export function list(where: string, part: string, value: unknown): readonly Plain[] {
  return Array.isArray(value) ? value : fail(where, `${part} must be a list`, formatValue(value));
}

/** Requires a string. */
export function string(where: string, part: string, value: unknown): string {
  return typeof value === "string" ? value : fail(where, `${part} must be a string`, formatValue(value));
}

/** An entry of a table whose keys come from a file: not what every object has. */
export function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Options that Keras takes as floats only: 0 is none to it, 0.0 is; a schedule computes in the type of its first rate. */
const FLOATS = ["beta", "factor", "initial_learning_rate", "learning_rate", "momentum", "threshold", "values"];

/** JSON as Python reads it, which knows NaN, Infinity and −0, and tells floats from integers. */
export function formatJson(value: Plain, key = ""): string {
  if (Array.isArray(value)) return `[${value.map((one: Plain) => formatJson(one, key)).join(", ")}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${formatJson(one, name)}`);
    return `{${entries.join(", ")}}`;
  }
  if (typeof value !== "number") return JSON.stringify(value);
  const isFloat = Object.is(value, -0) || (FLOATS.includes(key) && Number.isInteger(value));
  return isFloat ? `${Object.is(value, -0) ? "-" : ""}${value}.0` : String(value);
}
