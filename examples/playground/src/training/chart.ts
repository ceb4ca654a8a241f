/** Lines in a box that is stretched to the width it has; the words stand beside it, and are not stretched. */
import { element } from "../element.ts";

export interface Line {
  readonly className: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axes {
  /** Where x ends; it begins with 0. */
  readonly right: number;
  /** What stands below x. */
  readonly below: string;
  /** What stands beside y, from the top to the bottom of the box. */
  readonly ticks: readonly (readonly [y: number, text: string])[];
}

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [1000, 300];

export class Chart {
  readonly #svg = document.createElementNS(SVG, "svg");
  readonly #axes: Axes;
  readonly #grid: readonly Line[];

  constructor(place: HTMLElement, axes: Axes) {
    this.#axes = axes;
    this.#grid = axes.ticks.map(([y]) => ({
      className: "grid",
      points: [
        [0, y],
        [axes.right, y],
      ],
    }));
    this.#svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.#svg.setAttribute("preserveAspectRatio", "none");
    this.#svg.setAttribute("role", "img");
    const words = axes.ticks.map(([y, text]) => {
      const word = element("span", { class: "tick" }, text);
      word.style.top = `${this.#down(y) * 100}%`;
      return word;
    });
    const box = element("div", { class: "box-of-lines" }, ...words);
    box.append(this.#svg);
    place.classList.add("chart");
    place.append(box, element("span", { class: "below" }, axes.below));
  }

  /** Draws lines in place of those before. */
  draw(lines: readonly Line[], description: string): void {
    this.#svg.setAttribute("aria-label", description);
    this.#svg.replaceChildren(...[...this.#grid, ...lines].map((line) => this.#path(line)));
  }

  /** How far below the top a number is, as a share of the height. */
  #down(y: number): number {
    const { ticks } = this.#axes;
    const [top, bottom] = [ticks[0]![0], ticks.at(-1)![0]];
    return (top - Math.min(top, Math.max(bottom, y))) / (top - bottom);
  }

  #path({ className, points }: Line): SVGPathElement {
    const path = document.createElementNS(SVG, "path");
    const at = ([x, y]: readonly [number, number]): string =>
      `${((x / this.#axes.right) * WIDTH).toFixed(1)} ${(this.#down(y) * HEIGHT).toFixed(1)}`;
    path.setAttribute("class", className);
    path.setAttribute("d", points.length > 0 ? `M${points.map(at).join("L")}` : "");
    return path;
  }
}
