/** The first section without its page: the code it shows, and the gates it computes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as rivulet from "rivulet";
import { difference } from "../src/layer/check.ts";
import { codeOf } from "../src/layer/code.ts";
import { apply, build, type Configuration, maskTensor, UNITS, x } from "../src/layer/configuration.ts";
import { walk } from "../src/layer/gates.ts";

const masks = [undefined, [true, true, true, true, false, false], [false, true, false, true, true, true]];
const onOff = [false, true];

const configurations: Configuration[] = (["GRU", "LSTM", "SimpleRNN"] as const).flatMap((kind) =>
  onOff.flatMap((returnSequences) =>
    onOff.flatMap((returnState) =>
      onOff.flatMap((goBackwards) =>
        onOff.flatMap((bidirectional) =>
          masks.map((mask) => ({ kind, returnSequences, returnState, goBackwards, bidirectional, mask })),
        ),
      ),
    ),
  ),
);

test("the gates are those of the layer", () => {
  for (const configuration of configurations) {
    const built = build(configuration, 3);
    const returned = apply(built, configuration);
    const walks = built.directions.map((one) => walk(configuration.kind, one, x, maskTensor(configuration.mask)));
    const apart = difference(configuration, walks, returned);
    assert.ok(apart < 1e-6, `${JSON.stringify(configuration)}: ${apart}`);
  }
});

test("the numbers shown fit the equations shown", () => {
  for (const kind of ["GRU", "LSTM"] as const) {
    const configuration = { ...configurations[0]!, kind };
    const built = build(configuration, 3);
    apply(built, configuration);
    const zeros = new Float32Array(UNITS);
    const { steps } = walk(kind, built.directions[0]!, x, undefined);
    steps.forEach((step, at) => {
      const before = steps[at - 1] ?? { h: zeros, c: zeros };
      step.h!.forEach((h, unit) => {
        const { z, i, f, o, c, h̃: state, c̃: memory } = step;
        const expected =
          kind === "GRU"
            ? z![unit]! * before.h![unit]! + (1 - z![unit]!) * state![unit]!
            : o![unit]! * Math.tanh(f![unit]! * before.c![unit]! + i![unit]! * memory![unit]!);
        assert.ok(Math.abs(h - expected) < 1e-6, `${kind}, step ${at}, unit ${unit}: ${h}, not ${expected}`);
        if (c) assert.ok(Math.abs(h - o![unit]! * Math.tanh(c[unit]!)) < 1e-6);
      });
    });
  }
});

test("the difference tells gates of other weights", () => {
  const configuration = configurations[0]!;
  const [built, other] = [build(configuration, 3), build(configuration, 4)];
  apply(other, configuration);
  const walks = other.directions.map((one) => walk("GRU", one, x, undefined));
  assert.ok(difference(configuration, walks, apply(built, configuration)) > 0.01);
});

test("the code runs, and gives the shapes it says", () => {
  for (const configuration of configurations) {
    const returned = apply(build(configuration, 3), configuration);
    const code = codeOf(configuration, returned);
    const names = returned.map(({ name }) => name).join(", ");
    const body = `${code.replace(/^import ([^;]*) from "rivulet";/, "const $1 = rivulet;")}\nreturn [${names}];`;
    const results: rivulet.Tensor[] = new Function("rivulet", "x", body)(rivulet, x);
    const said = [...code.matchAll(/\/\/ (\[.*\])/g)].map(([, shape]) => JSON.parse(shape!));
    assert.deepEqual(
      said,
      results.map(({ shape }) => shape),
      code,
    );
  }
});
