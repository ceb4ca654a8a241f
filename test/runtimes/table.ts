// What came out, as one table: runtime × check × hash.

/** What is asked: app/conformance.js by how the kernels come into being, the keys of its `ways`; or app/pool.js. */
export type Way = "default" | "module" | "bytes" | "relaxed" | "pool";

/** What the programs tell: hashes by the name of the check, or an error. */
export type Results = Readonly<Record<string, string>>;

/** One line of the table. */
export interface Row {
  readonly name: string;
  /** What was asked for; nothing where the runtime is not there. */
  readonly ways: readonly Way[];
  readonly results: Map<Way, Results>;
}

const checks = ["predict", "stream", "resume", "layers", "numerics", "seeds", "train", "save"];
const inits: readonly Way[] = ["module", "bytes", "relaxed"];
const NO_RELAXED = "Error: init: this runtime has no relaxed SIMD.";

/** The table in Markdown. In the columns of `init` stands the hash of the layers. */
export function table(rows: readonly Row[]): string {
  const head = ["runtime", ...checks, "pool", ...inits.map((way) => `init ${way}`)];
  const body = rows.map((row) => [
    row.name,
    ...checks.map((check) => cell(row, "default", check)),
    cell(row, "pool", "pool"),
    ...inits.map((way) => cell(row, way, "layers")),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

function cell({ ways, results }: Row, way: Way, check: string): string {
  if (ways.length === 0) return "not run";
  if (!ways.includes(way)) return "–";
  const result = results.get(way);
  if (result?.["error"] === NO_RELAXED) return "none";
  return result?.[check] ?? "FAILED";
}

/** Everything that is wrong: errors, silence, and results of the base build that are not those of the first row. */
export function faults(rows: readonly Row[]): string[] {
  const first = rows.find(({ ways }) => ways.length > 0)?.results;
  return rows.flatMap(({ name, ways, results }) =>
    ways.flatMap((way) => {
      const result = results.get(way) ?? { error: "it did not answer" };
      const about = `${name}, ${way}:`;
      if (result["error"] !== undefined) {
        return way === "relaxed" && result["error"] === NO_RELAXED ? [] : [`${about} ${result["error"]}`];
      }
      if (way === "relaxed") return result["date"] === "2026-11-21" ? [] : [`${about} it reads ${result["date"]}`];
      const reference = first?.get(way === "pool" ? "pool" : "default");
      const other = Object.keys(reference ?? {}).filter((check) => result[check] !== reference?.[check]);
      return other.length === 0 ? [] : [`${about} other results of ${other.join(", ")} than in the first row`];
    }),
  );
}
