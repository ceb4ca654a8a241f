/**
 * A model as a table.
 *
 * @module
 */
import type { Shape } from "../check.ts";
import type { AnyLayer } from "../layers/layer.ts";

/** What is summarized. */
interface Summarized {
  readonly name: string;
  readonly layers: readonly AnyLayer[];
  readonly weights: AnyLayer["weights"];
}

/** A table of layers, output shapes and weights, as `model.summary()` of Keras prints it. @internal */
export function summarize({ name, layers, weights }: Summarized): string {
  const rows = layers.map((layer) => [
    `${layer.name} (${layer.className})`,
    shapesOf(layer),
    layer.countParams().toLocaleString("en-US"),
    connectionsOf(layer),
  ]);
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

function shapesOf(layer: AnyLayer): string {
  const outputs = layer.calls.length > 0 || layer.className === "InputLayer" ? layer.outputs : [];
  return outputs.map(({ shape }) => formatNulls(shape)).join(", ") || "?";
}

function formatNulls(shape: Shape): string {
  return `[${shape.map((size) => size ?? "null").join(", ")}]`;
}

function connectionsOf(layer: AnyLayer): string {
  const inputs = layer.calls.length > 0 ? layer.inputs : [];
  return inputs.map(({ node }) => node.scope).join(", ");
}
