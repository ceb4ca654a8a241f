/** The first section: a layer, what it is made of, and the walk along its sequence. */
import { byId, chosen, element } from "../element.ts";
import { show } from "../show.ts";
import { difference } from "./check.ts";
import { codeOf } from "./code.ts";
import {
  apply,
  build,
  type Configuration,
  type Kind,
  maskTensor,
  type Returned,
  TIMESTEPS,
  x,
} from "./configuration.ts";
import { timeOf, type Walk, walk } from "./gates.ts";
import { gatesPicture } from "./gates-picture.ts";
import { Player } from "./player.ts";
import { returnedPicture } from "./returned-picture.ts";
import { walkPicture } from "./walk-picture.ts";

const flags = ["returnSequences", "returnState", "goBackwards", "bidirectional"] as const;

/** Starts the section. */
export function startLayer(): void {
  let seed = 9;
  const player = new Player(TIMESTEPS, draw);
  const read = readBoxes(() => change());
  let configuration: Configuration;
  let returned: Returned[];
  let walks: Walk[];

  /** Computes all of it anew. */
  function change(): void {
    const options = Object.fromEntries(flags.map((flag) => [flag, byId<HTMLInputElement>(flag).checked]));
    const hasMask = byId<HTMLInputElement>("mask").checked;
    byId("steps-read").hidden = !hasMask;
    configuration = {
      kind: chosen("kind") as Kind,
      ...(options as Record<(typeof flags)[number], boolean>),
      mask: hasMask ? read.map((box) => box.checked) : undefined,
    };
    const built = build(configuration, seed);
    returned = apply(built, configuration);
    walks = built.directions.map((one) => walk(configuration.kind, one, x, maskTensor(configuration.mask)));
    byId("code").textContent = codeOf(configuration, returned);
    byId("verdict").textContent = verdict(difference(configuration, walks, returned));
    for (const layer of [built.layer, ...built.directions]) layer.dispose();
    draw();
  }

  /** Draws it as it is at this step. */
  function draw(): void {
    const { position } = player;
    show(byId("walk"), [walkPicture(configuration, walks, position)]);
    show(byId("gates"), gatesPicture(configuration, walks, position));
    show(byId("returned"), returnedPicture(configuration, returned, position));
    byId("saying").textContent = saying(configuration, walks, position);
  }

  for (const input of document.querySelectorAll(".segments [name=kind], .switches input")) {
    input.addEventListener("change", change);
  }
  byId("new-weights").addEventListener("click", () => {
    seed += 2;
    change();
  });
  change();
}

/** A box for each step: whether the mask lets it be read. Two steps of padding to begin with. */
function readBoxes(changed: () => void): HTMLInputElement[] {
  return Array.from({ length: TIMESTEPS }, (_, time) => {
    const box = element("input", { type: "checkbox", checked: time < TIMESTEPS - 2 });
    box.addEventListener("change", changed);
    byId("steps-read").append(element("label", {}, box, String(time + 1)));
    return box;
  });
}

/** What happens at this step, in a sentence. */
function saying({ mask, kind }: Configuration, walks: readonly Walk[], position: number): string {
  const times = walks.map((walk) => timeOf(walk, position - 1));
  const at = `Step ${position} of ${TIMESTEPS}: `;
  const parts = times.map((time, direction) => {
    const sign = `x${"₁₂₃₄₅₆"[time]}`;
    const who = walks.length === 1 ? kind : walks[direction]!.goBackwards ? "backwards" : "forwards";
    return mask?.[time] === false ? `${who} passes over ${sign}, which is masked` : `${who} reads ${sign}`;
  });
  return `${at}${parts.join("; ")}.`;
}

function verdict(worst: number): string {
  const [digit, exponent] = worst.toExponential(0).split("e-");
  const apart = worst === 0 ? "to the last bit" : `to within ${digit} · 10⁻${"⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(exponent)]}`;
  return `The steps above were computed by ops from the layer’s weights. They agree with the layer’s own output ${apart}.`;
}
