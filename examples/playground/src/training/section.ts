/** The third section: a model is trained, and shows how it gets on. */
import { callbacks } from "rivulet";
import { byId, chosen } from "../element.ts";
import type { Kind } from "../layer/configuration.ts";
import { Chart } from "./chart.ts";
import { EPOCHS, FORECAST, forecast, forecaster, STEPS, signal, TOLD, windows } from "./forecast.ts";

/** Starts the section. */
export function startTraining(): void {
  const data = windows();
  const forecasts = new Chart(byId("forecast"), {
    right: TOLD + FORECAST - 1,
    below: `${TOLD} steps told, ${FORECAST} on its own`,
    ticks: [
      [1, "1"],
      [0, "0"],
      [-1, "−1"],
    ],
  });
  const losses = new Chart(byId("losses"), {
    right: EPOCHS * STEPS,
    below: `${EPOCHS} epochs of ${STEPS} steps`,
    // Of the logarithm.
    ticks: [
      [0, "1"],
      [-2, "10⁻²"],
      [-4, "10⁻⁴"],
      [-6, "10⁻⁶"],
    ],
  });
  const train = byId<HTMLButtonElement>("train");
  let running: { readonly stop: AbortController; readonly fitted: Promise<string> } | undefined;
  let model = forecaster(chosen("trained") as Kind);
  let epoch = 0;
  /** The logarithm of each step's loss. */
  let curve: [number, number][] = [];

  function drawLoss(loss: number | undefined): void {
    byId("epoch").textContent = `${epoch} of ${EPOCHS}`;
    byId("loss").textContent = loss?.toPrecision(2) ?? "–";
    losses.draw(
      [{ className: "loss", points: curve }],
      `The loss after ${curve.length} steps: ${loss?.toPrecision(2) ?? "none yet"}`,
    );
  }

  function drawForecast(): void {
    const said = forecast(model);
    const truth = (from: number, to: number): [number, number][] =>
      Array.from({ length: to - from + 1 }, (_, i) => [from + i, signal(from + i)]);
    const error = said.reduce((sum, value, i) => sum + Math.abs(value - signal(TOLD + i)), 0) / said.length;
    forecasts.draw(
      [
        { className: "told", points: truth(0, TOLD - 1) },
        { className: "truth", points: truth(TOLD - 1, TOLD + FORECAST - 1) },
        {
          className: "said",
          points: [...truth(TOLD - 1, TOLD - 1), ...said.map((value, i) => [TOLD + i, value] as const)],
        },
      ],
      `The forecast of ${FORECAST} steps is off by ${error.toFixed(2)} on average`,
    );
  }

  const watching = (): callbacks.Callback => {
    let start = 0;
    return new callbacks.LambdaCallback({
      onEpochBegin: () => {
        start = performance.now();
      },
      onTrainBatchEnd: (_batch, { loss }) => {
        curve.push([curve.length, Math.log10(loss!)]);
      },
      onEpochEnd: async (finished, { loss }) => {
        byId("pace").textContent = `${((performance.now() - start) / STEPS).toFixed(1)} ms`;
        epoch = finished + 1;
        drawLoss(loss);
        drawForecast();
        if (epoch % 20 === 0) byId("progress").textContent = `Epoch ${epoch}: the loss is ${loss!.toPrecision(2)}.`;
        // Let it be seen.
        await new Promise(requestAnimationFrame);
      },
    });
  };

  async function start(): Promise<void> {
    if (epoch === EPOCHS) await forget();
    // An epoch that was cut off is begun anew.
    curve = curve.slice(0, epoch * STEPS);
    train.textContent = "Stop";
    byId("progress").textContent = "Training.";
    const stop = new AbortController();
    const options = {
      epochs: EPOCHS,
      initialEpoch: epoch,
      sampleWeight: data.sampleWeight,
      callbacks: [watching()],
      verbose: 0,
      signal: stop.signal,
    } as const;
    const fitted = model.fit(data.x, data.y, options).then(
      () => `Trained: the loss is ${byId("loss").textContent}.`,
      (error) => {
        if (!stop.signal.aborted) throw error;
        return `Stopped after epoch ${epoch}.`;
      },
    );
    running = { stop, fitted };
    byId("progress").textContent = await fitted;
    running = undefined;
    train.textContent = epoch === EPOCHS ? "Train again" : "Train";
  }

  async function forget(): Promise<void> {
    running?.stop.abort();
    await running?.fitted;
    model.dispose();
    model = forecaster(chosen("trained") as Kind);
    [epoch, curve] = [0, []];
    drawLoss(undefined);
    drawForecast();
    train.textContent = "Train";
    byId("progress").textContent = "It has learnt nothing yet.";
  }

  train.addEventListener("click", () => (running ? running.stop.abort() : start()));
  byId("forget").addEventListener("click", forget);
  for (const input of document.querySelectorAll("[name=trained]")) input.addEventListener("change", forget);
  drawLoss(undefined);
  drawForecast();
}
