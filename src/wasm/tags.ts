/**
 * Numbers by which a kernel is told what to do. Both compilers read this file: TypeScript for the calls, AssemblyScript
 * for the kernels.
 *
 * @module
 */

// Of `unary`: activations first, as Keras names them, then mathematics.
export const LINEAR = 0;
export const SIGMOID = 1;
export const TANH = 2;
export const RELU = 3;
export const RELU6 = 4;
export const LEAKY_RELU = 5;
export const ELU = 6;
export const SELU = 7;
export const CELU = 8;
export const SOFTPLUS = 9;
export const SOFTSIGN = 10;
export const SQUAREPLUS = 11;
export const SPARSE_PLUS = 12;
export const SPARSE_SIGMOID = 13;
export const SOFT_SHRINK = 14;
export const HARD_SHRINK = 15;
export const TANH_SHRINK = 16;
export const THRESHOLD = 17;
export const HARD_TANH = 18;
export const HARD_SIGMOID = 19;
export const HARD_SILU = 20;
export const SILU = 21;
export const GELU = 22;
export const MISH = 23;
export const LOG_SIGMOID = 24;
export const EXPONENTIAL = 25;
export const EXPM1 = 26;
export const LOG = 27;
export const LOG1P = 28;
export const SQRT = 29;
export const RSQRT = 30;
export const SQUARE = 31;
export const RECIPROCAL = 32;
export const NEGATIVE = 33;
export const ABSOLUTE = 34;
export const SIGN = 35;
export const FLOOR = 36;
export const CEIL = 37;
export const ROUND = 38;
export const TRUNC = 39;
export const SIN = 40;
export const COS = 41;
export const ERF = 42;
export const LOGICAL_NOT = 43;
export const TO_BOOL = 44;

// Of `rowwise`. As activations of a recurrent kernel they follow the tags of `unary`.
export const SOFTMAX = 48;
export const LOG_SOFTMAX = 49;
export const SPARSEMAX = 50;

// Of `binary`.
export const ADD = 0;
export const SUBTRACT = 1;
export const MULTIPLY = 2;
export const DIVIDE = 3;
export const POWER = 4;
export const MAXIMUM = 5;
export const MINIMUM = 6;
export const EQUAL = 7;
export const NOT_EQUAL = 8;
export const GREATER = 9;
export const GREATER_EQUAL = 10;
export const LESS = 11;
export const LESS_EQUAL = 12;
export const LOGICAL_AND = 13;
export const LOGICAL_OR = 14;
export const FLOOR_DIVIDE = 15;
export const MODULO = 16;

// Of `reduce`.
export const SUM = 0;
export const MEAN = 1;
export const MAX = 2;
export const MIN = 3;
export const PRODUCT = 4;
export const ANY = 5;
export const ALL = 6;
export const ARGMAX = 7;
export const ARGMIN = 8;

// Flags of the recurrent kernels, added up.
export const GO_BACKWARDS = 1;
export const RETURN_SEQUENCES = 2;
export const ZERO_OUTPUT_FOR_MASK = 4;
export const RESET_BEFORE = 8;
// The batch has fewer than four rows: U is packed in strips, and W too if all steps together have fewer than four.
export const STRIPS = 16;
