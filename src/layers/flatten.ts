/**
 * Each row of a batch as a vector.
 *
 * @module
 */
import { refuseWalk, type Value } from "../graph/value.ts";
import { productOf, reshaped } from "../ops/reshape.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/**
 * The numbers of each row in one axis: for input [batch, a, b, ...] the output is [batch, a·b·...].
 *
 * @example
 * ```ts
 * new Flatten().apply(tensor([[[1, 2], [3, 4]]])).shape; // [1, 4]
 * ```
 */
export class Flatten extends Layer<One, object> {
  static override readonly className = "Flatten";
  static override readonly defaults: object = {};

  constructor(options: LayerOptions = {}) {
    super(options);
  }

  override call(x: Value): Value {
    const [batch = 1, ...row] = x.shape;
    if (row.length === 1) return x;
    if (x.walk === "step") refuseWalk("flattening");
    return reshaped(x, [batch, productOf(row)]);
  }
}
