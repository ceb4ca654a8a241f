/**
 * Reads human-written dates and prints them as ISO dates.
 *
 *   npm run demo                                  some dates of our own
 *   npm run demo -- "21 Nov 2026" "11/21/26"      dates of yours
 *   cat dates.txt | npm run demo -- -             dates from standard input, a line each
 */
import { readFileSync } from "node:fs";
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

const given = process.argv.slice(2);
const piped = given.includes("-") || (given.length === 0 && !process.stdin.isTTY && process.env["CI"] === undefined);
const lines = piped ? readFileSync(0, "utf8").split("\n") : given;
const texts = lines.map((line) => line.trim()).filter((line) => line !== "" && line !== "-");

const start = performance.now();
const model = loadDates("dates.keras");
const read = readByStream(model);
read("1 Jan 2000");
console.log(`dates.keras opened and warm in ${(performance.now() - start).toFixed(0)} ms\n`);

const width = Math.max(...(texts.length > 0 ? texts : samples).map((text) => text.length));
let failed = false;
for (const text of texts.length > 0 ? texts : samples) {
  try {
    const before = performance.now();
    const date = read(text);
    console.log(`${text.padEnd(width)}  →  ${date}   ${((performance.now() - before) * 1000).toFixed(0)} µs`);
  } catch (error) {
    failed = true;
    console.error(`${text.padEnd(width)}  →  ${(error as Error).message}`);
  }
}

const byHand = readByHand(model);
const same = samples.every((text) => byHand(text) === read(text));
console.log(`\nWith the decoder's state passed by hand: ${same ? "the same dates" : "other dates!"}`);
if (failed || !same) process.exitCode = 1;
