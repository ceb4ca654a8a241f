/** The sequence from left to right: inputs below, above them the states of each direction, and what is returned of it. */
import { column } from "../cells.ts";
import { element } from "../element.ts";
import { type Configuration, stateNames, TIMESTEPS, x } from "./configuration.ts";
import { timeOf, type Walk } from "./gates.ts";

const FEATURES = x.shape[2]!;

/** Draws the walks as they are after `position` steps. */
export function walkPicture(configuration: Configuration, walks: readonly Walk[], position: number): HTMLElement {
  const times = Array.from({ length: TIMESTEPS }, (_, time) => time);
  const inputs = times.map((time) => {
    const read = configuration.mask?.[time] ?? true;
    const values = x.data.slice(time * FEATURES, (time + 1) * FEATURES);
    return element("div", { class: read ? "input" : "input masked" }, column(values), sub("x", time));
  });
  return element(
    "div",
    { class: "walk", role: "img", "aria-label": descriptionOf(configuration, walks, position) },
    ...walks.map((walk) => lane(configuration, walk, position)).reverse(),
    element("div", { class: "lane inputs" }, ...inputs),
  );
}

function lane(configuration: Configuration, walk: Walk, position: number): HTMLElement {
  const { kind, returnSequences, returnState, mask } = configuration;
  const boxes = Array.from({ length: TIMESTEPS }, (_, time) => {
    const at = timeOf(walk, time);
    const isLast = at === TIMESTEPS - 1;
    const step = walk.steps[at]!;
    const reached = at < position;
    const classes = ["box"];
    if (at === position - 1) classes.push("current");
    if (!reached) classes.push("ahead");
    if (mask?.[time] === false) classes.push("masked");
    if (returnSequences || isLast) classes.push("returned");
    if (returnState && isLast) classes.push("handed");
    const states = stateNames[kind].map((name) => {
      const values = step[name as "h" | "c"]!;
      const cells = column(reached ? values : Array.from(values, () => undefined));
      return element("div", {}, cells, element("span", { class: "name" }, name));
    });
    return element("div", { class: classes.join(" ") }, ...states);
  });
  const direction = walk.goBackwards ? "backwards" : "forwards";
  return element("div", { class: `lane states ${direction}` }, ...boxes);
}

function sub(letter: string, time: number): HTMLElement {
  return element("span", { class: "name" }, letter, element("sub", {}, String(time + 1)));
}

function descriptionOf(configuration: Configuration, walks: readonly Walk[], position: number): string {
  const { returnSequences, returnState, kind } = configuration;
  const ways = walks.map((walk) => {
    const time = timeOf(walk, position - 1) + 1;
    return `${walk.goBackwards ? "backwards" : "forwards"}, at step ${time} of ${TIMESTEPS}`;
  });
  const outputs = returnSequences ? "The output of every step is returned" : "Only the last output is returned";
  const states = returnState ? `, and the last ${stateNames[kind].join(" and ")}` : "";
  return `${kind} walking ${ways.join("; and ")}. ${outputs}${states}.`;
}
