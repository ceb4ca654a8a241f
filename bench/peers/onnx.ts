/**
 * ONNX models of one recurrent layer, and of the decoder, written as protocol buffers.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the numbers of fields.
 */
import type { CellWeights, Matrix } from "./problem.ts";

type Field = readonly [number: number, value: number | bigint | string | Uint8Array | Float32Array];

function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

function message(fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(([number, value]): Uint8Array[] => {
    if (typeof value === "number" || typeof value === "bigint") {
      return [Uint8Array.from([...varint(number << 3), ...varint(value)])];
    }
    const bytes =
      typeof value === "string"
        ? new TextEncoder().encode(value)
        : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return [Uint8Array.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes];
  });
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

const FLOAT = 1;
const INT64 = 7;

function weight(name: string, shape: readonly number[], data: Float32Array): Uint8Array {
  return message([...shape.map((size): Field => [1, size]), [2, FLOAT], [8, name], [9, data]]);
}

function integers(name: string, values: readonly number[]): Uint8Array {
  return message([
    [1, values.length],
    [2, INT64],
    [8, name],
    [9, new Uint8Array(BigInt64Array.from(values, BigInt).buffer)],
  ]);
}

function declared(name: string, type: number, shape: readonly number[]): Uint8Array {
  const dims = message(shape.map((size): Field => [1, message([[1, size]])]));
  const tensor = message([
    [1, type],
    [2, dims],
  ]);
  return message([
    [1, name],
    [2, message([[1, tensor]])],
  ]);
}

type Attributes = Readonly<Record<string, number | readonly number[]>>;

function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
): Uint8Array {
  const given = Object.entries(attributes).map(([name, value]): Field => {
    const isList = typeof value !== "number";
    const numbers = isList ? value.map((one): Field => [8, one]) : [[3, value] as const];
    return [5, message([[1, name], ...numbers, [20, isList ? 7 : 2]])];
  });
  return message([
    ...inputs.map((name): Field => [1, name]),
    ...outputs.map((name): Field => [2, name]),
    [4, op],
    ...given,
  ]);
}

interface GraphParts {
  readonly nodes: readonly Uint8Array[];
  readonly weights: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

function model({ nodes, weights, inputs, outputs }: GraphParts): Uint8Array {
  const graph = message([
    ...nodes.map((part): Field => [1, part]),
    [2, "graph"],
    ...weights.map((part): Field => [5, part]),
    ...inputs.map((part): Field => [11, part]),
    ...outputs.map((part): Field => [12, part]),
  ]);
  return message([
    [1, 8],
    [7, graph],
    [8, message([[2, 17]])],
  ]);
}

/** Columns of gates as rows, in ONNX's order. */
function transposed({ data, shape }: Matrix, order: readonly number[]): Float32Array {
  const [rows, columns] = shape as [number, number];
  const H = columns / order.length;
  const result = new Float32Array(data.length);
  order.forEach((gate, place) => {
    for (let unit = 0; unit < H; unit++) {
      for (let row = 0; row < rows; row++) {
        result[(place * H + unit) * rows + row] = data[row * columns + gate * H + unit]!;
      }
    }
  });
  return result;
}

// Keras has i f c o, ONNX i o f c; the GRU's z r h are the same.
const ORDERS = { GRU: [0, 1, 2], LSTM: [0, 3, 1, 2] } as const;

function cellParts(cell: "GRU" | "LSTM", weights: CellWeights): Uint8Array[] {
  const order = ORDERS[cell];
  const G = order.length;
  const [I, H] = [weights.kernel.shape[0]!, weights.recurrentKernel.shape[0]!];
  const bias = new Float32Array(2 * G * H);
  if (cell === "GRU") bias.set(weights.bias.data);
  else {
    order.forEach((gate, place) => {
      bias.set(weights.bias.data.subarray(gate * H, (gate + 1) * H), place * H);
    });
  }
  return [
    weight("W", [1, G * H, I], transposed(weights.kernel, order)),
    weight("R", [1, G * H, H], transposed(weights.recurrentKernel, order)),
    weight("B", [1, 2 * G * H], bias),
  ];
}

/** x [T, B, I], h [1, B, H] and c of an LSTM → hT and cT. */
export function cellModel(cell: "GRU" | "LSTM", weights: CellWeights, T: number, B: number): Uint8Array {
  const [I, H] = [weights.kernel.shape[0]!, weights.recurrentKernel.shape[0]!];
  const states = cell === "GRU" ? ["h"] : ["h", "c"];
  const attributes = { hidden_size: H, ...(cell === "GRU" ? { linear_before_reset: 1 } : {}) };
  const outputs = states.map((name) => `${name}T`);
  return model({
    nodes: [node(cell, ["x", "W", "R", "B", "", ...states], ["", ...outputs], attributes)],
    weights: cellParts(cell, weights),
    inputs: [declared("x", FLOAT, [T, B, I]), ...states.map((name) => declared(name, FLOAT, [1, B, H]))],
    outputs: outputs.map((name) => declared(name, FLOAT, [1, B, H])),
  });
}

/** ids [T, 1], h [1, 1, H] → hT and, of a decoder, the likeliest token [1, 1]. */
export function tokenModel(
  embeddings: Matrix,
  cell: CellWeights,
  dense: { readonly kernel: Matrix; readonly bias: Matrix } | undefined,
  T: number,
): Uint8Array {
  const H = cell.recurrentKernel.shape[0]!;
  const nodes = [
    node("Gather", ["E", "ids"], ["x"]),
    node("GRU", ["x", "W", "R", "B", "", "h"], ["", "hT"], { hidden_size: H, linear_before_reset: 1 }),
  ];
  const weights = [weight("E", embeddings.shape, embeddings.data), ...cellParts("GRU", cell)];
  const outputs = [declared("hT", FLOAT, [1, 1, H])];
  if (dense) {
    nodes.push(
      node("Squeeze", ["hT", "zero"], ["row"]),
      node("MatMul", ["row", "K"], ["product"]),
      node("Add", ["product", "D"], ["logits"]),
      node("ArgMax", ["logits"], ["token"], { axis: 1 }),
    );
    weights.push(
      weight("K", dense.kernel.shape, dense.kernel.data),
      weight("D", dense.bias.shape, dense.bias.data),
      integers("zero", [0]),
    );
    outputs.push(declared("token", INT64, [1, 1]));
  }
  return model({
    nodes,
    weights,
    inputs: [declared("ids", INT64, [T, 1]), declared("h", FLOAT, [1, 1, H])],
    outputs,
  });
}
