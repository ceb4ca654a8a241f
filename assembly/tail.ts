// The last one to three elements of a row, and elements that do not lie side by side, go through four lanes of memory
// of their own: so a kernel has one vector loop, reads no neighbour's NaN into a sum, and writes nothing past its end.

/** Copies `count` floats that lie `stride` floats apart to `to`. */
export function stage(count: i32, from: usize, stride: i32, to: usize): void {
  const end = to + (count << 2);
  while (to < end) {
    store<u32>(to, load<u32>(from));
    from += stride << 2;
    to += 4;
  }
}
