/** The gates of one step as a table: a row for each, a cell for each unit, lit as far as the gate is open. */
import { colour, type Scale } from "../cells.ts";
import { element, shown } from "../element.ts";
import { type Configuration, UNITS } from "./configuration.ts";
import { type Part, type Step, timeOf, type Walk } from "./gates.ts";

interface Row {
  readonly part: Part;
  readonly what: string;
  readonly scale: Scale;
}

const h: Row = { part: "h", what: "the new state", scale: "value" };

const rows: Readonly<Record<Configuration["kind"], readonly Row[]>> = {
  GRU: [
    { part: "z", what: "keeps the old state", scale: "gate" },
    { part: "r", what: "lets the candidate see it", scale: "gate" },
    { part: "h̃", what: "the candidate", scale: "value" },
    h,
  ],
  LSTM: [
    { part: "i", what: "lets the candidate in", scale: "gate" },
    { part: "f", what: "keeps the memory", scale: "gate" },
    { part: "c̃", what: "the candidate", scale: "value" },
    { part: "o", what: "shows the memory", scale: "gate" },
    { part: "c", what: "the new memory", scale: "value" },
    h,
  ],
  SimpleRNN: [h],
};

const equations: Readonly<Record<Configuration["kind"], string>> = {
  GRU: "h′ = z ⊙ h + (1 − z) ⊙ h̃",
  LSTM: "c′ = f ⊙ c + i ⊙ c̃\nh′ = o ⊙ tanh(c′)",
  SimpleRNN: "h′ = tanh(x·W + h·U + b)",
};

/** A table for each direction, as it is after `position` steps. */
export function gatesPicture({ kind, mask }: Configuration, walks: readonly Walk[], position: number): HTMLElement[] {
  return walks.map((walk) => {
    const time = timeOf(walk, position - 1);
    const way = walks.length === 1 ? "" : walk.goBackwards ? ", backwards" : ", forwards";
    const isMasked = mask?.[time] === false;
    return element(
      "table",
      { class: isMasked ? "masked" : false },
      element(
        "caption",
        {},
        `Step ${time + 1}${way}`,
        element("span", { class: "equation" }, isMasked ? "masked: the state stays" : equations[kind]),
      ),
      heading(),
      element("tbody", {}, ...rows[kind].map((row) => tableRow(row, walk.steps[position - 1]!, isMasked))),
    );
  });
}

function heading(): HTMLElement {
  const units = Array.from({ length: UNITS }, (_, unit) => element("th", { scope: "col" }, `unit ${unit + 1}`));
  return element("thead", { class: "unseen" }, element("tr", {}, element("td"), ...units));
}

function tableRow({ part, what, scale }: Row, step: Step, isMasked: boolean): HTMLElement {
  const isState = part === "h" || part === "c";
  const cells = Array.from(step[part]!, (value) => {
    const blank = isMasked && !isState;
    const made = element("td", {}, blank ? "–" : shown(value));
    colour(made, blank ? undefined : value, scale);
    return made;
  });
  const name = isState ? `${part}′` : part;
  return element("tr", {}, element("th", { scope: "row" }, element("b", {}, name), " ", what), ...cells);
}
