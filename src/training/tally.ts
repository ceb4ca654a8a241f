/**
 * Adding up what steps have computed.
 *
 * @module
 */
import type { Logs } from "../callbacks/callback.ts";
import type { Goal } from "./compiled.ts";

/** The results of the steps so far. @internal */
export class Tally {
  readonly #goals: () => readonly Goal[];
  #samples = 0;
  /** The loss, then that of each output, each times the number of samples. */
  #losses = new Float64Array();
  /** For each metric the sums of what it has measured. */
  #sums: readonly (readonly Float64Array[])[] = [];

  /** What is computed for each output is known once a step was taken. */
  constructor(goals: () => readonly Goal[]) {
    this.#goals = goals;
  }

  /** Adds a step: the loss and those of outputs, and what metrics have measured. */
  add(samples: number, losses: readonly Float32Array[], measures: readonly (readonly Float32Array[])[]): void {
    if (this.#samples === 0) {
      this.#losses = new Float64Array(losses.length);
      this.#sums = measures.map((each) => each.map(({ length }) => new Float64Array(length)));
    }
    this.#samples += samples;
    for (let i = 0; i < losses.length; i++) this.#losses[i]! += losses[i]![0]! * samples;
    for (let i = 0; i < measures.length; i++) {
      for (let j = 0; j < measures[i]!.length; j++) addTo(this.#sums[i]![j]!, measures[i]![j]!);
    }
  }

  /** The loss, the loss of each output where several have one, and the metrics. */
  logs(): Logs {
    const [total = Number.NaN, ...losses] = this.#losses.map((sum) => sum / this.#samples);
    const logs: Logs = { loss: total };
    const goals = this.#goals();
    const withLoss = goals.filter(({ loss }) => loss);
    losses.forEach((loss, i) => {
      logs[`${withLoss[i]!.name}_loss`] = loss;
    });
    const metrics = goals.flatMap((goal) => goal.metrics);
    metrics.forEach(({ name, metric }, i) => {
      logs[name] = metric.result(this.#sums[i]!);
    });
    return logs;
  }
}

function addTo(sums: Float64Array, values: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
}
