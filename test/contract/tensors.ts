/** Tensors for the contracts of layers: seeded, cut and turned. */
import { type AnyRecurrent, type RecurrentCallOptions, type Tensor, tensor } from "../../src/index.ts";
import { numbers } from "../numbers.ts";

/** Normal numbers in a shape. */
export function tensorOf(shape: readonly number[], seed = 1): Tensor {
  return tensor(
    numbers(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    shape,
  );
}

/** The outputs of a layer as a list. */
export function outputsOf(layer: AnyRecurrent, x: Tensor, options: RecurrentCallOptions = {}): Tensor[] {
  return [layer.apply(x, options)].flat();
}

/** x[from, to) along an axis. */
export function part({ data, shape }: Tensor, axis: number, from: number, to: number): Tensor {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const size = shape[axis]!;
  const kept = Array.from(data).filter((_, i) => {
    const at = Math.floor(i / inner) % size;
    return at >= from && at < to;
  });
  return tensor(
    Float32Array.from(kept),
    shape.map((other, i) => (i === axis ? to - from : other)),
  );
}

/** x with its steps in the other order. */
export function backwards(x: Tensor): Tensor {
  const [rows, steps] = x.shape as [number, number];
  const width = x.data.length / Math.max(1, rows * steps);
  const data = x.data.map((_, i) => {
    const [row, step, column] = [Math.floor(i / (steps * width)), Math.floor(i / width) % steps, i % width];
    return x.data[(row * steps + steps - 1 - step) * width + column]!;
  });
  return tensor(data, x.shape);
}

/** x times a number. */
export function scaled({ data, shape }: Tensor, by: number): Tensor {
  return tensor(
    Float32Array.from(data, (value) => value * by),
    shape,
  );
}

/** The whole message of what a function throws. */
export function errorOf(body: () => unknown): string {
  try {
    body();
  } catch (thrown) {
    return `${(thrown as Error).name}: ${(thrown as Error).message}`;
  }
  return "nothing was thrown";
}
