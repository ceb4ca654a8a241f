/** The rows of `table` [rows, width] that `ids` name; fractions are dropped. */
export function gather(ids: ArrayLike<number>, width: number, table: ArrayLike<number>): number[] {
  return Array.from(ids).flatMap((id) => Array.from({ length: width }, (_, i) => table[Math.trunc(id) * width + i]!));
}
