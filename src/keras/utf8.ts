/**
 * Text as bytes of UTF-8 and back. An AudioWorklet has neither `TextDecoder` nor `TextEncoder`, but what escapes
 * addresses.
 *
 * @module
 */

/** The text of bytes. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (typeof TextDecoder !== "undefined") return new TextDecoder().decode(bytes);
  const escapes = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`);
  return decodeURIComponent(escapes.join(""));
}

/** The bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  if (typeof TextEncoder !== "undefined") return new TextEncoder().encode(text);
  const escaped = encodeURIComponent(text).match(/%..|./g) ?? [];
  return Uint8Array.from(escaped, (one) => (one.length > 1 ? Number(`0x${one.slice(1)}`) : one.charCodeAt(0)));
}
