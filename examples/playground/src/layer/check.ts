/** Whether the cells of gates.ts compute what the layer computes. */
import { type Configuration, type Returned, UNITS } from "./configuration.ts";
import { timeOf, type Walk } from "./gates.ts";

/** The largest difference between the layer's first result and the h of its walks. */
export function difference(
  configuration: Configuration,
  walks: readonly Walk[],
  returned: readonly Returned[],
): number {
  const { returnSequences, bidirectional, mask } = configuration;
  const { data, shape } = returned[0]!.tensor;
  const width = shape.at(-1)!;
  let worst = 0;
  walks.forEach((walk, direction) => {
    const first = returnSequences ? 0 : walk.steps.length - 1;
    for (let at = first; at < walk.steps.length; at++) {
      const time = timeOf(walk, at);
      // Bidirectional brings the steps of both directions together, and has zeros where the mask is false.
      const row = !returnSequences ? 0 : bidirectional ? timeOf(walks[0]!, time) : at;
      const zero = bidirectional && returnSequences && mask?.[time] === false;
      for (let unit = 0; unit < UNITS; unit++) {
        const expected = zero ? 0 : walk.steps[at]!.h![unit]!;
        worst = Math.max(worst, Math.abs(data[row * width + direction * UNITS + unit]! - expected));
      }
    }
  });
  return worst;
}
