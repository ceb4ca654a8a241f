// What the runtimes and bundlers are started with.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** This folder, whose node_modules holds the runtimes and bundlers. */
export const here: string = fileURLToPath(new URL(".", import.meta.url));

/** A program of node_modules. */
export const tool = (name: string): string => `${here}node_modules/.bin/${name}`;

/** The version of a package of node_modules, or none if it is not there. */
export function versionOf(name: string): string | undefined {
  const file = `${here}node_modules/${name}/package.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}

/** The version of a package of Debian, or none if it is not installed. */
export function debianVersionOf(name: string): string | undefined {
  try {
    const shown = execFileSync("dpkg-query", ["--show", name], { stdio: "pipe" }).toString();
    return /\t(?:\d+:)?([\d.]+)/.exec(shown)?.[1];
  } catch {
    return undefined;
  }
}

/** Runs a command to its end, for two minutes at most unless told otherwise, and returns what it printed. */
export async function run(
  command: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  timeout = 120_000,
): Promise<string> {
  const [program, ...args] = command as [string, ...string[]];
  const options = { cwd, env: { ...process.env, ...env }, timeout, maxBuffer: 1 << 26 };
  return (await promisify(execFile)(program, args, options)).stdout;
}
