/**
 * The typed signature of every kernel: what `assembly/index.ts` exports, and nothing else. All arguments are sizes or
 * addresses; the comment above each kernel in `assembly/` says what it reads and writes.
 *
 * @module
 */

/** The kernels, by name. */
export interface Kernels {
  pack(K: number, G: number, H: number, weights: number, packed: number): void;
  packStrips: Kernels["pack"];
  packTransposed: Kernels["pack"];
  matmul(
    M: number,
    K: number,
    N: number,
    x: number,
    xStride: number,
    packed: number,
    init: number,
    initStride: number,
    y: number,
    yStride: number,
  ): void;
  stripMatmul: Kernels["matmul"];
  batchMatmul(
    batch: number,
    M: number,
    K: number,
    N: number,
    transposeB: number,
    a: number,
    b: number,
    y: number,
    scratch: number,
  ): void;
  addOuter(
    M: number,
    K: number,
    N: number,
    x: number,
    xStride: number,
    g: number,
    gStride: number,
    dW: number,
    dWStride: number,
  ): void;
  simpleRnnForward(
    T: number,
    B: number,
    I: number,
    H: number,
    phi: number,
    flags: number,
    x: number,
    mask: number,
    h0: number,
    W: number,
    U: number,
    b: number,
    y: number,
    hT: number,
    saved: number,
    work: number,
  ): void;
  gruForward(
    T: number,
    B: number,
    I: number,
    H: number,
    phi: number,
    sigma: number,
    flags: number,
    x: number,
    mask: number,
    h0: number,
    W: number,
    U: number,
    b: number,
    y: number,
    hT: number,
    saved: number,
    work: number,
  ): void;
  lstmForward(
    T: number,
    B: number,
    I: number,
    H: number,
    phi: number,
    sigma: number,
    flags: number,
    x: number,
    mask: number,
    h0: number,
    c0: number,
    W: number,
    U: number,
    b: number,
    y: number,
    hT: number,
    cT: number,
    saved: number,
    work: number,
  ): void;
  simpleRnnBackward(
    T: number,
    B: number,
    I: number,
    H: number,
    phi: number,
    flags: number,
    x: number,
    mask: number,
    W: number,
    U: number,
    saved: number,
    dy: number,
    dhT: number,
    dx: number,
    dh0: number,
    dW: number,
    dU: number,
    db: number,
    work: number,
  ): void;
  gruBackward(
    T: number,
    B: number,
    I: number,
    H: number,
    phi: number,
    sigma: number,
    flags: number,
    x: number,
    mask: number,
    W: number,
    U: number,
    saved: number,
    dy: number,
    dhT: number,
    dx: number,
    dh0: number,
    dW: number,
    dU: number,
    db: number,
    work: number,
  ): void;
  lstmBackward(
    T: number,
    B: number,
    I: number,
    H: number,
    phi: number,
    sigma: number,
    flags: number,
    x: number,
    mask: number,
    W: number,
    U: number,
    saved: number,
    dy: number,
    dhT: number,
    dcT: number,
    dx: number,
    dh0: number,
    dc0: number,
    dW: number,
    dU: number,
    db: number,
    work: number,
  ): void;
  unary(tag: number, n: number, x: number, y: number): void;
  rowwise(tag: number, rows: number, n: number, x: number, y: number): void;
  binary(
    tag: number,
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    a: number,
    a0: number,
    a1: number,
    a2: number,
    a3: number,
    b: number,
    b0: number,
    b1: number,
    b2: number,
    b3: number,
    y: number,
  ): void;
  where(
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    c: number,
    c0: number,
    c1: number,
    c2: number,
    c3: number,
    a: number,
    a0: number,
    a1: number,
    a2: number,
    a3: number,
    b: number,
    b0: number,
    b1: number,
    b2: number,
    b3: number,
    y: number,
  ): void;
  copy(
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    x: number,
    x0: number,
    x1: number,
    x2: number,
    x3: number,
    y: number,
    y0: number,
    y1: number,
    y2: number,
    y3: number,
  ): void;
  fill(n: number, value: number, y: number): void;
  reduce(tag: number, outer: number, n: number, inner: number, x: number, y: number): void;
  gather(count: number, rows: number, width: number, ids: number, table: number, y: number): void;
  scatter(count: number, width: number, ids: number, y: number, table: number): void;
  scatterAdd(count: number, width: number, ids: number, dy: number, dtable: number): void;
  uniform(n: number, state: number, y: number): void;
  normal(n: number, state: number, y: number): void;
  orthonormalize(rows: number, stride: number, x: number): void;
}

/** The name of a kernel. */
export type KernelName = keyof Kernels;

/** Every kernel, in the order in which the function table of programs holds them, from index 1. */
export const kernelNames: readonly KernelName[] = [
  "pack",
  "packStrips",
  "packTransposed",
  "matmul",
  "stripMatmul",
  "batchMatmul",
  "addOuter",
  "simpleRnnForward",
  "gruForward",
  "lstmForward",
  "simpleRnnBackward",
  "gruBackward",
  "lstmBackward",
  "unary",
  "rowwise",
  "binary",
  "where",
  "copy",
  "fill",
  "reduce",
  "gather",
  "scatter",
  "scatterAdd",
  "uniform",
  "normal",
  "orthonormalize",
];

/** What the module exports beside its kernels. */
export interface Exports extends Kernels {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  /** Runs a program; 0, or the address of the instruction that met bad data. */
  run(start: number, end: number): number;
  /** The number that a kernel refused. */
  readonly faultValue: WebAssembly.Global;
  /** The first byte that belongs to JavaScript. */
  heapBase(): number;
  /** Bytes of `scratch` for `batchMatmul`. */
  batchMatmulScratch(K: number, N: number): number;
  /** Bytes of `work` for `simpleRnnForward`. */
  simpleRnnWork(T: number, B: number, I: number, H: number): number;
  /** Bytes of `work` for `gruForward`. */
  gruWork(T: number, B: number, I: number, H: number): number;
  /** Bytes of `work` for `lstmForward`. */
  lstmWork(T: number, B: number, I: number, H: number): number;
  /** Bytes of `work` for a backward pass with that many gradients of gates a row: 4, of a SimpleRNN 1. */
  recurrentBackwardWork(T: number, B: number, I: number, H: number, slots: number): number;
}
