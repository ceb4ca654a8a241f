/** Numbers as coloured cells: the colour is CSS's, from the size of the number and from what it is. */
import { element } from "./element.ts";

/** How a number is coloured: a value is −1 to 1, a gate 0 to 1. */
export type Scale = "value" | "gate";

/** Colours an element after a number; undefined leaves it blank. */
export function colour(cell: HTMLElement, value: number | undefined, scale: Scale = "value"): void {
  cell.className = value === undefined ? "cell blank" : `cell ${scale}${value < 0 ? " negative" : ""}`;
  cell.style.setProperty("--v", Math.min(1, Math.abs(value ?? 0)).toFixed(3));
}

/** A cell, with no text in it. */
export function cell(value: number | undefined, scale: Scale = "value"): HTMLElement {
  const made = element("i");
  colour(made, value, scale);
  return made;
}

/** A column of cells, the first number on top. */
export function column(values: Iterable<number | undefined>, scale: Scale = "value"): HTMLElement {
  return element("div", { class: "column" }, ...Array.from(values, (value) => cell(value, scale)));
}
