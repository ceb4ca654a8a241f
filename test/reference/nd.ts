/** Arrays of doubles of any rank, computed with element by element: what gradients of ops are checked against. */
export interface Nd {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** An array by what each of its elements is. */
export function build(shape: readonly number[], element: (index: readonly number[]) => number): Nd {
  const data = Array.from({ length: sizeOf(shape) }, (_, at) => {
    const index = new Array<number>(shape.length);
    let rest = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return element(index);
  });
  return { shape, data };
}

/** The element at an index, broadcast: axes of size 1 have one element for all, axes in front may be missing. */
export function at({ shape, data }: Nd, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  return data[own.reduce((sum, i, axis) => sum * shape[axis]! + (shape[axis] === 1 ? 0 : i), 0)]!;
}

/** A function of the elements of several arrays, broadcast together. */
export function zip(f: (...values: number[]) => number, ...arrays: readonly Nd[]): Nd {
  const rank = Math.max(...arrays.map(({ shape }) => shape.length));
  const shape = Array.from({ length: rank }, (_, axis) => {
    const sizes = arrays.map((array) => array.shape[axis - rank + array.shape.length] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
  return build(shape, (index) => f(...arrays.map((array) => at(array, index))));
}

/** A function of all elements along some axes, which stay with size 1 or go. */
export function fold(x: Nd, axes: readonly number[], f: (values: number[]) => number, keepdims = false): Nd {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const along = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  const folded = build(kept, (index) => {
    const steps: number[] = [];
    build(along, (step) =>
      steps.push(
        at(
          x,
          index.map((i, axis) => i + step[axis]!),
        ),
      ),
    );
    return f(steps);
  });
  return keepdims ? folded : { shape: kept.filter((_, axis) => !axes.includes(axis)), data: folded.data };
}

/** The sum of numbers. */
export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** The matrix product over the last axis of a and the last but one of b; axes in front are broadcast. */
export function matmul(a: Nd, b: Nd): Nd {
  const K = a.shape.at(-1)!;
  const shape = [...a.shape.slice(0, -1), b.shape.at(-1)!];
  return build(shape, (index) => {
    const [front, n] = [index.slice(0, -1), index.at(-1)!];
    const batch = front.slice(0, -1);
    return sum(Array.from({ length: K }, (_, k) => at(a, [...front, k]) * at(b, [...batch, k, n])));
  });
}
