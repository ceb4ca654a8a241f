/**
 * The error of a file.
 *
 * @module
 */
import { unreadable } from "../check.ts";

/** Throws the error of an unreadable file. */
export function fail(where: string, rule: string, got: string | number, fix?: string): never {
  throw unreadable(where, rule, got, fix);
}
