/**
 * Unpacking of DEFLATE (RFC 1951), bare and as zlib wraps it (RFC 1950).
 *
 * @module
 */

// The order in which a block tells the lengths of the codes for lengths of codes: section 3.2.7.
const ORDER: readonly number[] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A prefix code: the symbol and the length of the code, symbol · 16 + length, by the next `bits` bits; 0 where none is. */
interface Code {
  readonly bits: number;
  readonly entries: Uint16Array;
}

/**
 * Unpacks into `out` and returns how many bytes there are: more than `out` holds if it was filled before the end.
 *
 * @throws Error if the data is not deflated.
 */
export function inflateRaw(packed: Uint8Array, out: Uint8Array): number {
  let next = 0;
  let filled = 0;
  // Bits that were read and not yet taken, the next one lowest.
  let held = 0;
  let count = 0;

  /** Holds 17 bits at least, zeros after the end. */
  const hold = (): void => {
    for (; count < 17; count += 8) held |= packed[next++]! << count;
    if (next > packed.length + 3) throw new Error("unexpected EOF");
  };
  const take = (bits: number): number => {
    hold();
    const value = held & ((1 << bits) - 1);
    held >>>= bits;
    count -= bits;
    return value;
  };
  const symbol = ({ bits, entries }: Code): number => {
    hold();
    const entry = entries[held & ((1 << bits) - 1)]!;
    if (entry === 0) throw new Error("invalid length/literal");
    held >>>= entry & 15;
    count -= entry & 15;
    return entry >> 4;
  };

  const stored = (): void => {
    const start = next - Math.floor(count / 8) + 4;
    const length = packed[start - 4]! | (packed[start - 3]! << 8);
    if (!(start + length <= packed.length)) throw new Error("unexpected EOF");
    out.set(packed.subarray(start, start + Math.min(length, out.length - filled)), filled);
    filled += length;
    next = start + length;
    held = 0;
    count = 0;
  };

  /** The codes of a block that tells them itself: section 3.2.7. */
  const told = (): [Code, Code] => {
    const literals = take(5) + 257;
    const distances = take(5) + 1;
    const ofLengths = new Uint8Array(19);
    for (let i = 0, told = take(4) + 4; i < told; i++) ofLengths[ORDER[i]!] = take(3);
    const code = codeOf(ofLengths);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length; ) {
      const length = symbol(code);
      if (length < 16) lengths[i++] = length;
      else {
        const repeated = length === 16 ? lengths[i - 1]! : 0;
        const times = length === 16 ? take(2) + 3 : length === 17 ? take(3) + 3 : take(7) + 11;
        lengths.fill(repeated, i, i + times);
        i += times;
      }
    }
    return [codeOf(lengths.subarray(0, literals)), codeOf(lengths.subarray(literals))];
  };

  /** Unpacks the bytes up to the next symbol that is none: of weights that is nearly all, so it keeps to itself. */
  const literally = ({ bits, entries }: Code, from: number): number => {
    const mask = (1 << bits) - 1;
    let at = from;
    let own = held;
    let left = count;
    for (;;) {
      for (; left < 17; left += 8) own |= packed[next++]! << left;
      const entry = entries[own & mask]!;
      if (entry >= 4096 || entry === 0 || at > out.length) break;
      out[at++] = entry >> 4;
      own >>>= entry & 15;
      left -= entry & 15;
    }
    held = own;
    count = left;
    return at;
  };

  const compressed = ([literals, distances]: readonly [Code, Code]): void => {
    for (;;) {
      filled = literally(literals, filled);
      const literal = symbol(literals);
      if (literal === 256 || filled > out.length) return;
      const length = literal === 285 ? 258 : 3 + spread(literal - 257, 4, take);
      const distance = 1 + spread(symbol(distances), 2, take);
      if (distance > filled) throw new Error("invalid distance");
      for (let i = 0; i < length; i++, filled++) out[filled] = out[filled - distance]!;
    }
  };

  for (let isLast = false; !isLast && filled <= out.length; ) {
    isLast = take(1) === 1;
    const type = take(2);
    if (type === 3) throw new Error("invalid block type");
    if (type === 0) stored();
    else compressed(type === 1 ? fixed() : told());
  }
  if (next - Math.floor(count / 8) > packed.length) throw new Error("unexpected EOF");
  return filled;
}

/**
 * Unpacks as {@link inflateRaw} does what zlib has packed. Its checksum is not looked at.
 *
 * @throws Error if the data is not of zlib.
 */
export function inflateZlib(packed: Uint8Array, out: Uint8Array): number {
  const [method = 0, flags = 0] = packed;
  const hasDictionary = (flags & 32) !== 0;
  if ((method & 15) !== 8 || (method * 256 + flags) % 31 !== 0 || hasDictionary) throw new Error("invalid zlib data");
  return inflateRaw(packed.subarray(2, -4), out);
}

/**
 * The number that a symbol of lengths or distances and the bits after it stand for, from 0: section 3.2.5. The symbols
 * come in groups of `group`; from the third group on, each has a bit more than those of the group before.
 */
function spread(symbol: number, group: number, take: (count: number) => number): number {
  if (symbol < 2 * group) return symbol;
  const extra = Math.floor(symbol / group) - 1;
  return ((group + (symbol % group)) << extra) + take(extra);
}

/** The canonical code of symbols whose codes have these lengths, 0 for none: section 3.2.2. */
function codeOf(lengths: Uint8Array): Code {
  const bits = Math.max(1, ...lengths);
  const entries = new Uint16Array(1 << bits);
  let code = 0;
  for (let length = 1; length <= bits; length++, code <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      let reversed = 0;
      for (let i = 0; i < length; i++) reversed |= ((code >> i) & 1) << (length - 1 - i);
      for (let i = reversed; i < entries.length; i += 1 << length) entries[i] = symbol * 16 + length;
      code++;
    }
  }
  return { bits, entries };
}

/** The codes that need not be told: section 3.2.6. */
function fixed(): [Code, Code] {
  const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
  return [codeOf(lengths), codeOf(new Uint8Array(30).fill(5))];
}
