/** What the layer returns: a picture of each tensor, in its order; below each column the step that it belongs to. */
import { column } from "../cells.ts";
import { element, listed } from "../element.ts";
import { type Configuration, type Returned, TIMESTEPS, UNITS } from "./configuration.ts";

/** A figure for each result, as far as it is known after `position` steps. */
export function returnedPicture(
  configuration: Configuration,
  returned: readonly Returned[],
  position: number,
): HTMLElement[] {
  return returned.map(({ name, tensor: { data, shape } }) => {
    const isSequence = shape.length === 3;
    const [steps, width] = isSequence ? [shape[1]!, shape[2]!] : [1, shape[1]!];
    const columns = Array.from({ length: steps }, (_, step) =>
      Array.from(data.slice(step * width, (step + 1) * width), (value, unit) =>
        isKnown(configuration, isSequence, step, unit, position) ? value : undefined,
      ),
    );
    return element(
      "figure",
      { class: `tensor ${name === "output" ? "output" : "state"}${width > UNITS ? " two" : ""}` },
      element("figcaption", {}, element("b", {}, name), `[${shape.join(", ")}]`),
      element(
        "div",
        { class: "picture", role: "img", "aria-label": descriptionOf(name, shape, columns) },
        ...columns.map((values, step) => {
          const time = configuration.goBackwards ? steps - step : step + 1;
          return element("div", {}, column(values), isSequence ? element("span", { class: "time" }, String(time)) : "");
        }),
      ),
    );
  });
}

/** Whether a number is there already; of a sequence of both directions, each half comes from its own end. */
function isKnown(
  { bidirectional }: Configuration,
  isSequence: boolean,
  step: number,
  unit: number,
  position: number,
): boolean {
  if (!isSequence) return position === TIMESTEPS;
  return (bidirectional && unit >= UNITS ? TIMESTEPS - 1 - step : step) < position;
}

function descriptionOf(name: string, shape: readonly number[], columns: readonly (number | undefined)[][]): string {
  const known = columns.filter((column) => !column.includes(undefined)) as number[][];
  const size = `${name}, shape ${shape.join(" by ")}`;
  if (known.length === 0) return `${size}; not there yet.`;
  const steps = known.map((values) => listed(values)).join("; ");
  return columns.length === 1 ? `${size}: ${steps}.` : `${size}, step by step: ${steps}.`;
}
