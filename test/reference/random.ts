/** Wellons' lowbias32. */
function mix(a: number): number {
  let x = a;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** y[i] = mix(mix(i + mix(seed)) ⊕ mix(~count)) / 2³², its first 24 bits. */
export function uniform(n: number, seed: number, count: number): number[] {
  return Array.from({ length: n }, (_, i) => (mix(mix((i + mix(seed)) | 0) ^ mix(~count)) >>> 8) / 2 ** 24);
}
