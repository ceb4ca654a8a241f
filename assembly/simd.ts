// The only file that knows the instruction set. `relaxed` and `simd` are built from the same text; they part here.

/** Lanes of f32 in a vector. */
export const LANES: usize = 4;

/** a·b + c: one rounding where the relaxed build finds an FMA, product and sum rounded in turn in the base build. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/** The sum of the lanes, as (0 + 2) + (1 + 3). */
export function sumLanes(a: v128): f32 {
  const b = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(b, 0) + f32x4.extract_lane(b, 1);
}

/** The largest lane; NaN if there is one. */
export function maxLane(a: v128): f32 {
  const b = f32x4.max(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return max(f32x4.extract_lane(b, 0), f32x4.extract_lane(b, 1));
}

/** 0 in the lanes where |a| < floor, a elsewhere; NaN stays. */
export function flush(a: v128, floor: v128): v128 {
  return v128.andnot(a, f32x4.lt(f32x4.abs(a), floor));
}
