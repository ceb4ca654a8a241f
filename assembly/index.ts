// The module's table of contents: every kernel that JavaScript may call. src/wasm/kernels.ts lists the same names.
export { recurrentBackwardWork } from "./backward";
export { copy, fill } from "./copy";
export { binary, where } from "./elementwise";
export { gather, scatter, scatterAdd } from "./gather";
export { gruBackward, gruForward, gruWork } from "./gru";
export { lstmBackward, lstmForward, lstmWork } from "./lstm";
export { batchMatmul, batchMatmulScratch, matmul, pack, packStrips, packTransposed, stripMatmul } from "./matmul";
export { orthonormalize } from "./orthonormal";
export { addOuter } from "./outer";
export { faultValue, heapBase, run } from "./program";
export { normal, uniform } from "./random";
export { reduce } from "./reduce";
export { rowwise } from "./rowwise";
export { simpleRnnBackward, simpleRnnForward, simpleRnnWork } from "./simple-rnn";
export { unary } from "./unary";
