// What counts as 0 on its way into a state.

import { flush } from "./simd";

// States and inputs smaller than 2⁻⁵⁸ count as 0. A sigmoid is 0 or at least 2⁻⁶³·⁵, so its product with a state is a
// normal number, and so are that of a state or an input and a weight, and the square of a sum of such products: a state
// that dies away over a thousand steps does not meet the slow arithmetic of denormals.
const FLOOR = memory.data<f32>([3.469446951953614e-18], 16);

/** a, or 0 where it is too small to matter. */
export function settled(a: v128): v128 {
  return flush(a, v128.load32_splat(FLOOR));
}
