/** Numbers in words, English and French: sentence pairs without a file. */

const ENGLISH =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const FRENCH =
  "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split(
    " ",
  );
const FRENCH_TENS = "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split(" ");

/** 0 to 9999, as "two thousand and six" or "seven hundred and eighty-one". */
export function english(n: number): string {
  if (n < 20) return ENGLISH[n]!;
  if (n < 100) return ENGLISH_TENS[Math.floor(n / 10) - 2]! + (n % 10 > 0 ? `-${ENGLISH[n % 10]}` : "");
  const [unit, name] = n < 1000 ? ([100, "hundred"] as const) : ([1000, "thousand"] as const);
  const rest = n % unit;
  const head = `${english(Math.floor(n / unit))} ${name}`;
  if (rest === 0) return head;
  return `${head}${rest < 100 ? " and" : ""} ${english(rest)}`;
}

/** 0 to 9999, as "deux mille six" or "sept cent quatre-vingt-un". */
export function french(n: number): string {
  if (n < 20) return FRENCH[n]!;
  if (n < 100) {
    // From 70 to 79 and from 90 to 99 one counts on beyond sixty and eighty.
    const ten = Math.floor(n / 10);
    const ones = ten === 7 || ten === 9 ? (n % 10) + 10 : n % 10;
    const head = FRENCH_TENS[ten - 2]!;
    if (ones === 0) return n === 80 ? "quatre-vingts" : head;
    return head + (ones % 10 === 1 && ten < 8 ? ` et ${FRENCH[ones]}` : `-${FRENCH[ones]}`);
  }
  const [unit, name] = n < 1000 ? ([100, "cent"] as const) : ([1000, "mille"] as const);
  const [count, rest] = [Math.floor(n / unit), n % unit];
  const head = count === 1 ? name : `${french(count)} ${name}`;
  if (rest === 0) return unit === 100 && count > 1 ? `${head}s` : head;
  return `${head} ${french(rest)}`;
}
