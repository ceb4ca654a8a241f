/**
 * Where training prints.
 *
 * @module
 */

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** The terminal that this runs in; undefined where there is none. @internal */
export function terminal(): Stream | undefined {
  const { process } = globalThis as { readonly process?: { readonly stdout?: Stream } };
  return process?.stdout?.isTTY ? process.stdout : undefined;
}

/** Prints a line. @internal */
export function say(line: string): void {
  console.log(line);
}
