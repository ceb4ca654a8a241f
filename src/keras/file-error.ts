/** Throws the error of an unreadable file: `where: rule, got value. fix` */
export function fail(where: string, rule: string, got: string | number, fix?: string): never {
  throw new Error(`${where}: ${rule}, got ${got}.${fix === undefined ? "" : ` ${fix}`}`);
}
