/** The rows of `table` [rows, width] that `ids` name; fractions are dropped. */
export function gather(ids: ArrayLike<number>, width: number, table: ArrayLike<number>): number[] {
  return Array.from(ids).flatMap((id) => Array.from({ length: width }, (_, i) => table[Math.trunc(id) * width + i]!));
}

/** table, with table[ids[i]] += dy[i] for every i in turn, in float32. */
export function scatterAdd(
  ids: readonly number[],
  width: number,
  dy: ArrayLike<number>,
  table: ArrayLike<number>,
): number[] {
  const sums = Float32Array.from(table);
  ids.forEach((id, i) => {
    for (let j = 0; j < width; j++) sums[id * width + j]! += dy[i * width + j]!;
  });
  return Array.from(sums);
}
