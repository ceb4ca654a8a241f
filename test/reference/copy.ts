import { offsets } from "./elementwise.ts";

/** Puts the elements of x at `xOffset + Σ index · xStrides` where those of y are, in place. */
export function copy(
  shape: readonly number[],
  x: ArrayLike<number>,
  xOffset: number,
  xStrides: readonly number[],
  y: number[],
  yOffset: number,
  yStrides: readonly number[],
): void {
  const from = offsets(shape, xStrides);
  offsets(shape, yStrides).forEach((offset, i) => {
    y[yOffset + offset] = x[xOffset + from[i]!]!;
  });
}
