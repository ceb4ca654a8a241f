import { describe, expect, test } from "vitest";
import { tensor } from "../../src/index.ts";
import { problem, weightsOf } from "./problem.ts";

const quiet = { verbose: 0, seed: 1 } as const;

describe("weights", () => {
  test("stay when the programs of training are gone", async () => {
    const { model, x, y } = problem();
    await model.fit(x, y, quiet);
    const after = weightsOf(model);
    const predicted = model.predict(x).data;
    model.compile({ optimizer: "sgd", loss: "mse" });
    expect(weightsOf(model)).toEqual(after);
    expect(model.predict(x).data).toEqual(predicted);
  });

  test("are the trained ones for shapes that were not met before", async () => {
    const { model, x, y } = problem();
    model.predict(x, { batchSize: 20 });
    await model.fit(x, y, quiet);
    const sample = model.predict(tensor(x.data.slice(0, 3), [1, 3]));
    expect(sample.data).toEqual(model.predict(x, { batchSize: 20 }).data.slice(0, 1));
  });

  test("that are set between two fits are those that are trained", async () => {
    const first = problem();
    await first.model.fit(first.x, first.y, quiet);
    const start = problem().model.getWeights();
    first.model.setWeights(start);
    first.model.compile({ optimizer: "sgd", loss: "mse" });
    await first.model.fit(first.x, first.y, quiet);
    const second = problem();
    second.model.compile({ optimizer: "sgd", loss: "mse" });
    await second.model.fit(second.x, second.y, quiet);
    expect(weightsOf(first.model)).toEqual(weightsOf(second.model));
  });
});
