import { describe, expect, test } from "vitest";
import { expected, idsOf, loadDates, readByHand, readByStream, takeApart } from "../../examples/dates/dates.ts";
import { iso, splitDays, write } from "../../examples/dates/texts.ts";
import { random } from "../../examples/random.ts";
import { type Tensor, tensor } from "../../src/index.ts";

// Keras computes in float32 as well, in another order of summation.
const TOLERANCE = 1e-5;

function expectClose(got: ArrayLike<number>, wanted: readonly number[]): void {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(TOLERANCE * (1 + Math.abs(value)));
  });
}

describe.each([
  ["dates.keras", "gru"],
  ["dates-lstm.keras", "lstm"],
] as const)("%s", (file, kind) => {
  const model = loadDates(file);

  test("reads the dates that Keras read, with states passed by hand and with a stream", () => {
    const [byHand, byStream] = [readByHand(model), readByStream(model)];
    for (const date of expected.dates) {
      expect([byHand(date.text), byStream(date.text)], date.text).toEqual([date[kind], date[kind]]);
    }
  });

  test("gives Keras's states and probabilities", () => {
    const { encoder, decoder } = takeApart(model);
    for (const { text, [kind]: inside } of expected.inside) {
      const states = encoder.predict(idsOf(text)) as readonly Tensor[];
      states.forEach(({ data }, i) => {
        expectClose(data, inside.state[i]);
      });
      const [probabilities] = decoder.predict([tensor([[expected.startId]]), ...states]) as readonly Tensor[];
      expectClose(probabilities!.data, inside.probabilities);
    }
  });
});

test("texts.ts writes dates as train.py does: Keras's model reads them", () => {
  const uniform = random(1);
  const days = splitDays(uniform, 200).unseen;
  const read = readByStream(loadDates("dates.keras"));
  const right = days.filter((day) => read(write(day, uniform)) === iso(day));
  expect(right.length).toBeGreaterThanOrEqual(0.99 * days.length);
});
