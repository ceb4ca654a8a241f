/** Wellons' lowbias32. */
function mix(a: number): number {
  let x = a;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** mix(mix(i + mix(seed)) ⊕ key) / 2³², its first 24 bits. */
function unit(i: number, seed: number, key: number): number {
  return (mix(mix((i + mix(seed)) | 0) ^ key) >>> 8) / 2 ** 24;
}

/** y[i] = u[i], the numbers of the key mix(~count). */
export function uniform(n: number, seed: number, count: number): number[] {
  return Array.from({ length: n }, (_, i) => unit(i, seed, mix(~count)));
}

/** y[i] = √(−2·ln(1 − u[i]))·cos 2πv[i], v the numbers of the complement of that key. */
export function normal(n: number, seed: number, count: number): number[] {
  const key = mix(~count);
  return Array.from(
    { length: n },
    (_, i) => Math.sqrt(-2 * Math.log(1 - unit(i, seed, key))) * Math.cos(2 * Math.PI * unit(i, seed, ~key)),
  );
}
