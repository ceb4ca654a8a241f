/**
 * Reads human-written dates and prints them as ISO dates.
 *
 *   npm run demo                                  some dates of our own
 *   npm run demo -- "21 Nov 2026" "11/21/26"      dates of yours
 *   cat dates.txt | npm run demo                  dates from standard input, a line each
 *   npm run demo -- --model trained.keras         with another model, such as that of npm run train:dates
 */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { loadDates, readByHand, readByStream } from "./dates.ts";

const samples = [
  "21 Nov 2026",
  "the 3rd of March, 1999",
  "11/21/26",
  "Saturday, November 21st, 2026",
  "9 february 1964",
  "1.6.2007",
  "Dec 31 '99",
];

// A pipe that says nothing for so long is not there to be read: whoever started this has left it open.
const PATIENCE = 500; // ms

/** The lines of standard input, if anything is piped into it. */
async function pipedLines(): Promise<string[]> {
  if (process.stdin.isTTY) return [];
  let text = "";
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    process.stdin.on("data", (chunk) => {
      clearTimeout(timer);
      text += chunk;
    });
    process.stdin.on("end", resolve).on("error", resolve);
  });
  process.stdin.destroy();
  return text.split("\n");
}

const { values, positionals: given } = parseArgs({ allowPositionals: true, options: { model: { type: "string" } } });
const file = values.model ?? "dates.keras";
const lines = given.length > 0 ? given : await pipedLines();
const own = lines.map((line) => line.trim()).filter((line) => line !== "");
const texts = own.length > 0 ? own : samples;

const start = performance.now();
const model = loadDates(values.model === undefined ? file : pathToFileURL(values.model).href);
const read = readByStream(model);
read("1 Jan 2000");
console.log(`${file} opened and warm in ${(performance.now() - start).toFixed(0)} ms\n`);

const width = Math.max(...texts.map((text) => text.length));
for (const text of texts) {
  try {
    const before = performance.now();
    const date = read(text);
    console.log(`${text.padEnd(width)}  →  ${date}   ${((performance.now() - before) * 1000).toFixed(0)} µs`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${text.padEnd(width)}  →  ${(error as Error).message}`);
  }
}

const byHand = readByHand(model);
const same = samples.every((text) => byHand(text) === read(text));
console.log(`\nWith the decoder's state passed by hand: ${same ? "the same dates" : "other dates!"}`);
if (!same) process.exitCode = 1;
