import { readdirSync, readFileSync } from "node:fs";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import type { GoldenCall } from "./case.ts";

const FOLDER = new URL("files/", import.meta.url);

/** A JSON value that tests change at will. */
// biome-ignore lint/suspicious/noExplicitAny: the configs are Keras's.
export type Loose = any;

/** The names of all .keras files. */
export const goldenFiles: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".keras"))
  .map((name) => name.slice(0, -".keras".length))
  .sort();

/** The bytes of a .keras file, in memory of their own. */
export function goldenFile(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(`${name}.keras`, FOLDER)));
}

/** Inputs for a file's model, and what Keras made of them. */
export function goldenCall(name: string): GoldenCall {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
}

/** A text in an archive. */
export function partOf(bytes: Uint8Array, name: string): string {
  return strFromU8(unzipSync(bytes)[name]!);
}

/** The config.json of a file. */
export function goldenConfig(name: string): Loose {
  return JSON.parse(partOf(goldenFile(name), "config.json"));
}

/** A file with another config.json; `others` replaces or, being undefined, removes other parts. */
export function remade(
  name: string,
  edit: (config: Loose) => unknown,
  others: Readonly<Record<string, Uint8Array | string | undefined>> = {},
): Uint8Array<ArrayBufferLike> {
  const parts: Record<string, Uint8Array> = unzipSync(goldenFile(name));
  const config = JSON.parse(strFromU8(parts["config.json"]!));
  const edited = edit(config) ?? config;
  parts["config.json"] = strToU8(typeof edited === "string" ? edited : JSON.stringify(edited));
  for (const [part, contents] of Object.entries(others)) {
    if (contents === undefined) delete parts[part];
    else parts[part] = typeof contents === "string" ? strToU8(contents) : contents;
  }
  return zipSync(parts, { level: 0 });
}
