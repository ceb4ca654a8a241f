/** Made-up reviews: what counts is the main clause, and little words turn it round. */
import { choose, type Random, random } from "../random.ts";

const THINGS =
  "film plot acting music hotel room breakfast service meal soup wine waiter book story ending hero phone screen battery camera";
const GOOD =
  "good great lovely charming superb brilliant fresh warm friendly gripping funny clever moving splendid delightful perfect crisp fine fast sharp";
const BAD =
  "bad awful dull boring cold rude stale slow weak clumsy tedious noisy dirty flat bland broken dreadful poor silly faulty";
const [things, good, bad] = [THINGS, GOOD, BAD].map((words) => words.split(" ")) as [string[], string[], string[]];
const INTENSIFIERS = ["", "", "", "very ", "really ", "quite ", "simply ", "truly "];
const ASIDES = [
  "we went there on monday",
  "my sister came too",
  "it was raining",
  "i paid in cash",
  "nobody else was there",
];

/** A review and whether its author is content. */
export interface Review {
  readonly text: string;
  readonly label: 0 | 1;
}

/** A word of a list; the later it stands, the rarer it is. */
function pick(uniform: Random, words: readonly string[]): string {
  const share = uniform();
  return words[Math.floor(words.length * share * share * share)]!;
}

function clause(uniform: Random, isGood: boolean): string {
  const subject = `the ${choose(uniform, things)}`;
  if (uniform() < 0.3) {
    const opposite = pick(uniform, isGood ? bad : good);
    return `${subject} was ${choose(uniform, ["not", "never", "hardly"])} ${opposite}`;
  }
  return `${subject} was ${choose(uniform, INTENSIFIERS)}${pick(uniform, isGood ? good : bad)}`;
}

function opinion(uniform: Random, isGood: boolean): string {
  const main = clause(uniform, isGood);
  const other = clause(uniform, !isGood);
  return choose(uniform, [
    () => main,
    () => `${main} and ${clause(uniform, isGood)}`,
    () => `${other} but ${main}`,
    () => `although ${other}, ${main}`,
    () => `${main} even though ${other}`,
    () => `i was told ${other}. wrong, ${main}`,
  ])();
}

/** So many reviews; of a few the label is wrong, as in life. */
export function makeReviews(count: number, seed: number): Review[] {
  const uniform = random(seed);
  return Array.from({ length: count }, () => {
    const isGood = uniform() < 0.5;
    const sentences = [opinion(uniform, isGood)];
    while (uniform() < 0.5) sentences.push(choose(uniform, ASIDES));
    while (uniform() < 0.4) sentences.unshift(choose(uniform, ASIDES));
    const isNoted = uniform() < 0.97 ? isGood : !isGood;
    return { text: `${sentences.join(". ")}.`, label: isNoted ? 1 : 0 };
  });
}
