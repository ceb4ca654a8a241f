/**
 * The order in which the uses of layers can be made again.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { NodeConfig, Source } from "./functional-config.ts";

interface Scheduled {
  readonly name: string;
  readonly uses: readonly NodeConfig[];
  readonly results: readonly unknown[];
}

/**
 * All uses of all entries, each after those whose values it takes and after the earlier uses of its own entry. Entries may
 * stand in any order, and may take values of entries behind them.
 *
 * @throws Error if a reference leads nowhere, or if uses wait for each other.
 * @internal
 */
export function* inDependencyOrder<E extends Scheduled>(
  where: string,
  entries: ReadonlyMap<string, E>,
): Generator<{ entry: E; node: NodeConfig }> {
  const all: { entry: E; node: NodeConfig; use: number; missing: number }[] = [];
  const firstOf = new Map<string, number>();
  for (const [name, entry] of entries) {
    firstOf.set(name, all.length);
    entry.uses.forEach((node, use) => {
      all.push({ entry, node, use, missing: 0 });
    });
  }
  const waiting: number[][] = all.map(() => []);
  const wait = (one: number, on: number): void => {
    waiting[on]!.push(one);
    all[one]!.missing++;
  };
  all.forEach(({ entry, node, use }, i) => {
    if (use > 0) wait(i, i - 1);
    for (const [name, other] of referencesIn([node.args, node.kwargs])) {
      const target = entries.get(name);
      if (!target) throw refused(where, `layer "${entry.name}" takes a value of "${name}", which is not in the model`);
      if (target.uses.length === 0 && other < target.results.length) continue;
      if (other >= target.uses.length) {
        const rule = `layer "${entry.name}" takes a value of use ${other} of "${name}"`;
        throw refused(where, `${rule}, which has ${target.uses.length}`);
      }
      wait(i, firstOf.get(name)! + other);
    }
  });
  const ready = all.flatMap(({ missing }, i) => (missing === 0 ? [i] : []));
  for (const i of ready) {
    yield all[i]!;
    for (const next of waiting[i]!) {
      if (--all[next]!.missing === 0) ready.push(next);
    }
  }
  const stuck = all.find(({ missing }) => missing > 0);
  if (stuck) throw refused(where, `layer "${stuck.entry.name}" waits for its own output: the graph has a cycle`);
}

/** All references to values in a tree of arguments. */
function referencesIn(tree: unknown): Source[] {
  const found: Source[] = [];
  const stack: unknown[] = [tree];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== "object" || value === null) continue;
    const { className, config } = value as { className?: unknown; config?: { source?: Source } };
    if (className !== "Value" && className !== "Mask") for (const inner of Object.values(value)) stack.push(inner);
    else if (Array.isArray(config?.source)) found.push(config.source);
  }
  return found;
}
