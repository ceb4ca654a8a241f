/** The second section: a date is read anew with each character that is typed. */
import { cell } from "../cells.ts";
import { byId, element, shown } from "../element.ts";
import { show } from "../show.ts";
import { openReader, type Reader, type Written } from "./reader.ts";

const samples = ["21 Nov 2026", "11/21/26", "Dec 31 '99", "1.6.2007", "Saturday, November 21st, 2026"];

/** Fetches the model, which lies beside the page, and starts the section. */
export async function startDates(): Promise<void> {
  const response = await fetch(new URL("../../../dates/dates.keras", import.meta.url));
  const read = openReader(await response.arrayBuffer());
  const text = byId<HTMLInputElement>("text");
  const update = (): void => showReading(read, text.value);
  text.addEventListener("input", update);
  for (const sample of samples) {
    const button = element("button", { type: "button" }, sample);
    button.addEventListener("click", () => {
      text.value = sample;
      update();
    });
    byId("samples").append(button);
  }
  text.disabled = false;
  read(text.value); // Once, so that the first time that is shown is that of reading.
  update();
}

function showReading(read: Reader, text: string): void {
  const start = performance.now();
  const reading = read(text);
  const took = performance.now() - start;
  byId("date").textContent = reading?.date ?? "type a date";
  byId("took").textContent = reading ? `read and written in ${took.toFixed(1)} ms` : "";
  show(byId("thought"), [thought(reading?.state ?? new Float32Array(128))]);
  show(byId("written"), (reading?.written ?? []).map(letter));
}

function thought(state: Float32Array): HTMLElement {
  const positive = state.filter((value) => value > 0).length;
  const [least, most] = [Math.min(...state), Math.max(...state)].map(shown);
  const description = `128 numbers from ${least} to ${most}, ${positive} of them above 0`;
  const cells = Array.from(state, (value) => cell(value));
  return element("div", { class: "thought", role: "img", "aria-label": description }, ...cells);
}

function letter({ character, probability, other }: Written): HTMLElement {
  const bar = element("span", { class: "bar" }, element("span"));
  bar.style.setProperty("--p", probability.toFixed(3));
  return element(
    "li",
    {},
    element("b", {}, sign(character)),
    bar,
    element("span", { class: "percent" }, percent(probability)),
    element(
      "span",
      { class: "other" },
      other.probability < 0.005 ? "" : `${sign(other.character)} · ${percent(other.probability)}`,
    ),
  );
}

function sign(character: string): string {
  return character === "" ? "⏎" : character;
}

function percent(probability: number): string {
  return `${Math.round(probability * 100)} %`;
}
