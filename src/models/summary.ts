/**
 * A model as a table.
 *
 * @module
 */
import type { Shape } from "../check.ts";
import { Call } from "../graph/call.ts";
import type { Node } from "../graph/value.ts";
import type { AnyLayer } from "../layers/layer.ts";

/** What is summarized. */
interface Summarized {
  readonly name: string;
  readonly layers: readonly AnyLayer[];
  readonly weights: AnyLayer["weights"];
}

/**
 * A table of layers, output shapes and weights, as `model.summary()` of Keras prints it. Of a layer's uses, those count
 * that are among the model's nodes. @internal
 */
export function summarize({ name, layers, weights }: Summarized, nodes: readonly Node[]): string {
  const rows = layers.map((layer) => {
    const calls = nodes.filter((node) => node instanceof Call && node.callee === layer);
    return [
      `${layer.name} (${layer.className})`,
      shapesOf(layer.className === "InputLayer" ? layer.outputs : (calls[0]?.outputs ?? [])),
      layer.countParams().toLocaleString("en-US"),
      calls.flatMap(({ inputs }) => inputs.map(({ node }) => node.scope)).join(", "),
    ];
  });
  const head = ["Layer (type)", "Output shape", "Params", "Connected to"];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  const count = (list: AnyLayer["weights"]): string =>
    list.reduce((sum, { size }) => sum + size, 0).toLocaleString("en-US");
  return [
    `Model: "${name}"`,
    rule,
    line(head),
    rule,
    ...rows.map(line),
    rule,
    `Total params: ${count(weights)}`,
    `Trainable params: ${count(weights.filter(({ trainable }) => trainable))}`,
    `Non-trainable params: ${count(weights.filter(({ trainable }) => !trainable))}`,
  ].join("\n");
}

function shapesOf(outputs: readonly { readonly shape: Shape }[]): string {
  return outputs.map(({ shape }) => formatNulls(shape)).join(", ") || "?";
}

function formatNulls(shape: Shape): string {
  return `[${shape.map((size) => size ?? "null").join(", ")}]`;
}
