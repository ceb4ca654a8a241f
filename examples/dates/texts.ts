/**
 * Dates as people write them, as in train.py. Slashes are month/day/year, dots are day.month.year, and a year that comes
 * first has four digits.
 */
import { choose, type Random, shuffled } from "../random.ts";

const WORDED = [
  "{day} {month} {year}",
  "{day} {month}, {year}",
  "{nth} {month} {year}",
  "{nth} {month}, {year}",
  "{nth} of {month} {year}",
  "{nth} of {month}, {year}",
  "the {nth} of {month} {year}",
  "the {nth} of {month}, {year}",
  "{month} {day} {year}",
  "{month} {day}, {year}",
  "{month} {nth} {year}",
  "{month} {nth}, {year}",
  "{month} the {nth}, {year}",
  "{day}-{month}-{year}",
  "{day}/{month}/{year}",
  "{day}{month}{fullYear}",
  "{fullYear} {month} {day}",
  "{fullYear}, {month} {nth}",
  "{fullYear}-{month}-{day}",
];
const NUMERIC = [
  "{m}/{d}/{year}",
  "{mm}/{dd}/{year}",
  "{d}.{m}.{year}",
  "{dd}.{mm}.{year}",
  "{d}. {m}. {fullYear}",
  "{fullYear}-{mm}-{dd}",
  "{fullYear}-{m}-{d}",
  "{fullYear}/{mm}/{dd}",
  "{fullYear}.{mm}.{dd}",
  "{fullYear} {mm} {dd}",
];
const WITH_WEEKDAY = ["{weekday} {date}", "{weekday}, {date}", "{date} {weekday}", "{date}, {weekday}"];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const LONGER: Readonly<Record<string, string>> = { September: "Sept", Tuesday: "Tues", Thursday: "Thurs" };
const ORDINALS = ["th", "st", "nd", "rd"];

const FIRST_DAY = Date.UTC(1950, 0, 1);
const LAST_DAY = Date.UTC(2068, 11, 31);
const DAY = 86_400_000; // ms

/** A date as the model is to write it. */
export function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** All days in random order: those to train on, and those, `unseen` of them, that no text in training ever means. */
export function splitDays(uniform: Random, unseen: number): { seen: Date[]; unseen: Date[] } {
  const days = Array.from({ length: (LAST_DAY - FIRST_DAY) / DAY + 1 }, (_, n) => new Date(FIRST_DAY + n * DAY));
  const order = shuffled(uniform, days);
  return { seen: order.slice(unseen), unseen: order.slice(0, unseen) };
}

/** Writes the date in one of the ways above, now and then with a weekday, in capitals, or badly spaced. */
export function write(date: Date, uniform: Random): string {
  const day = date.getUTCDate();
  const [m, d, dd] = [date.getUTCMonth() + 1, String(day), String(day).padStart(2, "0")];
  let text = filled(choose(uniform, choose(uniform, [WORDED, WORDED, NUMERIC])), {
    day: choose(uniform, [d, d, dd]),
    nth: d + (day >= 11 && day <= 13 ? "th" : (ORDINALS[day % 10] ?? "th")),
    month: named(MONTHS[m - 1]!, uniform),
    year: year(date.getUTCFullYear(), uniform),
    fullYear: String(date.getUTCFullYear()),
    d,
    dd,
    m: String(m),
    mm: String(m).padStart(2, "0"),
  });
  if (uniform() < 0.2) {
    const weekday = named(WEEKDAYS[date.getUTCDay()]!, uniform);
    text = filled(choose(uniform, WITH_WEEKDAY), { date: text, weekday });
  }
  text = choose(uniform, [text, text, text.toLowerCase(), text.toUpperCase()]);
  return uniform() < 0.15 ? misspaced(text, uniform) : text;
}

function filled(pattern: string, words: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => words[name]!);
}

/** A month or weekday: in full, as its first three letters, or those with a full stop. */
function named(name: string, uniform: Random): string {
  const short = name.slice(0, 3);
  return choose(uniform, [name, name, short, short, `${short}.`, LONGER[name] ?? short]);
}

/** Four digits or two: 69 to 99 mean 1969 to 1999, 00 to 68 mean 2000 to 2068. */
function year(full: number, uniform: Random): string {
  const short = String(full % 100).padStart(2, "0");
  return full < 1969 ? String(full) : choose(uniform, [String(full), String(full), short, `'${short}`]);
}

/** Doubles a space, forgets those after commas, or puts spaces around. */
function misspaced(text: string, uniform: Random): string {
  const spaces = [...text.matchAll(/ /g)].map(({ index }) => index);
  const doubled = spaces.length > 0 ? choose(uniform, spaces) : 0;
  const ways = [`${text.slice(0, doubled)} ${text.slice(doubled)}`, text.replaceAll(", ", ","), ` ${text}`, `${text} `];
  return choose(uniform, ways);
}
