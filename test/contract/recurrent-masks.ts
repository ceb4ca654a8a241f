/** How every recurrent layer takes masks. */
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/index.ts";
import { mask, type Prepared, sizes, x } from "./recurrent-subject.ts";
import { outputsOf, part } from "./tensors.ts";

const { B, T, I, H } = sizes;

/** The masks of one subject. */
export function describeMasks(name: string, prepared: Prepared): void {
  const { initialState } = prepared;

  describe(`${name} with a mask`, () => {
    for (const goBackwards of [false, true]) {
      for (const zeroOutputForMask of [false, true]) {
        for (const returnSequences of [false, true]) {
          const options = { goBackwards, zeroOutputForMask, returnSequences };
          const on = Object.entries(options).filter(([, value]) => value);
          const title = on.map(([option]) => option).join(", ") || "no option";
          test(`takes masks as its equations do, with ${title}`, () => {
            const layer = prepared.ready({ ...options, returnState: true });
            const got = outputsOf(layer, x, { mask, initialState });
            prepared.expectReference(layer, got, x, { ...options, mask: mask.data }, initialState);
          });
        }
      }
    }

    test("repeats the output at masked steps, zeros before the first that counts", () => {
      const [sequence] = outputsOf(prepared.ready({ returnSequences: true }), x, { mask, initialState });
      const at = (row: number, step: number) => sequence!.data.slice((row * T + step) * H, (row * T + step + 1) * H);
      expect(at(1, 0)).toEqual(new Float32Array(H));
      expect(at(1, 2)).toEqual(at(1, 1));
      expect(at(0, 5)).toEqual(at(0, 3));
    });

    test("leaves a row that is all masked with zeros and its initial state", () => {
      const [output, ...final] = outputsOf(prepared.ready({ returnState: true }), x, { mask, initialState });
      expect(part(output!, 0, 2, 3).data).toEqual(new Float32Array(H));
      final.forEach((state, i) => {
        expect(part(state, 0, 2, 3).data).toEqual(part(initialState[i]!, 0, 2, 3).data);
      });
    });

    test("gives for padding on the right what the shorter sequence gives", () => {
      const layer = prepared.ready({ returnState: true });
      const padded = outputsOf(layer, x, { mask }).map((output) => part(output, 0, 0, 1).data);
      const shorter = outputsOf(layer, part(part(x, 0, 0, 1), 1, 0, 4)).map(({ data }) => data);
      expect(padded).toEqual(shorter);
    });

    test("keeps a NaN of a masked step out", () => {
      const poisoned = tensor(x.data.slice() as Float32Array, x.shape);
      mask.data.forEach((counts, i) => {
        if (!counts) poisoned.data.fill(Number.NaN, i * I, (i + 1) * I);
      });
      const layer = prepared.ready({ returnSequences: true, returnState: true });
      expect(outputsOf(layer, poisoned, { mask })).toEqual(outputsOf(layer, x, { mask }));
    });

    test("takes a mask that counts every step as no mask", () => {
      const layer = prepared.ready({ returnSequences: true, returnState: true });
      const all = tensor(new Uint8Array(B * T).fill(1), [B, T]);
      expect(outputsOf(layer, x, { mask: all })).toEqual(outputsOf(layer, x));
    });
  });
}
