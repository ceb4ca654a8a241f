import { describe, expect, test } from "vitest";
import {
  Conv1D,
  Dense,
  Embedding,
  GlobalAveragePooling1D,
  GRU,
  input,
  LSTM,
  Masking,
  Model,
  Sequential,
} from "../../src/index.ts";
import { random } from "../../src/random.ts";
import { normals } from "../numbers.ts";

const normal = normals(7);
const { uniform } = random(8);

const frameOf = (size: number): Float32Array => Float32Array.from({ length: size }, normal);

function deepModel(): Model {
  const x = input({ shape: [null, 3] });
  const masked = new Masking({ maskValue: 0 }).apply(x);
  const lstm = new LSTM({ units: 5, returnSequences: true }).apply(masked);
  const gru = new GRU({ units: 9, returnSequences: true }).apply(lstm);
  return new Model({ inputs: x, outputs: new Dense({ units: 2 }).apply(gru) });
}

describe("Streams", () => {
  test.each([
    ["recurrent layers", deepModel],
    [
      "layers that remember",
      () =>
        new Sequential([
          input({ shape: [null, 3] }),
          new Conv1D({ filters: 4, kernelSize: 3, padding: "causal" }),
          new GlobalAveragePooling1D(),
        ]) as unknown as Model,
    ],
  ])("gives the bits of separate streams, whoever has a frame: %s", (_, make) => {
    const model = make();
    const streams = model.streams({ capacity: 100 });
    const alone = new Map(Array.from({ length: 100 }, () => [streams.open(), model.stream()] as const));
    for (const count of [1, 3, 4, 5, 17, 63, 64, 65, 85, 100, 0, 99]) {
      const ids = [...alone.keys()].sort(() => normal()).slice(0, count);
      const expected = ids.flatMap((id) => {
        const frame = uniform() < 0.25 ? new Float32Array(3) : frameOf(3);
        streams.push(id, frame);
        return [...alone.get(id)!.step(frame).data];
      });
      const step = streams.step();
      expect([...step.ids]).toEqual(ids);
      expect(step.outputs.shape[0]).toBe(count);
      expect([...step.outputs.data]).toEqual(expected);
    }
  });

  test("saves a session so that it goes on in a stream, in another block, or later here", () => {
    const model = deepModel();
    const streams = model.streams({ capacity: 3 });
    const id = streams.open();
    streams.push(id, frameOf(3));
    streams.step();
    const state = streams.save(id);
    const frame = frameOf(3);
    streams.push(id, frame);
    const expected = [...streams.step().outputs.data];
    expect([...model.stream({ state }).step(frame).data]).toEqual(expected);
    const other = streams.open({ state });
    streams.push(other, frame);
    expect([...streams.step().outputs.data]).toEqual(expected);
    expect(() =>
      new Sequential([input({ shape: [null, 3] }), new GRU({ units: 2 })]).streams({ capacity: 1 }).open({ state }),
    ).toThrow("streams: state must hold [1, 2] as Sequential");
  });

  test("begins anew in a session that was closed", () => {
    const model = deepModel();
    const streams = model.streams({ capacity: 1 });
    const frame = frameOf(3);
    const run = (): number[] => {
      const id = streams.open();
      streams.push(id, frame);
      const result = [...streams.step().outputs.data];
      streams.push(id, frame);
      streams.close(id);
      return result;
    };
    expect(run()).toEqual(run());
    expect([...streams.step().ids]).toEqual([]);
  });

  test("gives no session the number of one that was closed", () => {
    const streams = deepModel().streams({ capacity: 2 });
    const [old, other] = [streams.open(), streams.open()];
    streams.close(old);
    const next = streams.open();
    expect([old, other, next]).toEqual([0, 1, 2]);
    for (const use of [() => streams.push(old, frameOf(3)), () => streams.save(old), () => streams.close(old)]) {
      expect(use).toThrow("streams: there must be an open session of that number, got 0.");
    }
    streams.push(next, frameOf(3));
    expect([...streams.step().ids]).toEqual([next]);
  });

  test("begins with its numbers anew where 32 bits hold no more", () => {
    const streams = new Sequential([input({ shape: [null, 1] }), new Dense({ units: 1 })]).streams({
      capacity: 2 ** 23,
    });
    const numbers = Array.from({ length: 257 }, () => {
      const id = streams.open();
      streams.close(id);
      return id;
    });
    expect(numbers.slice(-2)).toEqual([255 * 2 ** 23, 0]);
  });

  test("gives results in one memory, good until the next step", () => {
    const streams = deepModel().streams({ capacity: 70 });
    const ids = Array.from({ length: 70 }, () => streams.open());
    const step = () => {
      for (const id of ids) streams.push(id, frameOf(3));
      return streams.step().outputs.data as Float32Array;
    };
    const first = step();
    const before = first.slice();
    const second = step();
    expect(second.buffer).toBe(first.buffer);
    expect(second).not.toEqual(before);
  });

  test("drops the frame of a session that is closed, and no other", () => {
    const model = deepModel();
    const streams = model.streams({ capacity: 3 });
    const [a, b, c] = [streams.open(), streams.open(), streams.open()];
    const frames = [frameOf(3), frameOf(3), frameOf(3)];
    [a, b, c].forEach((id, i) => {
      streams.push(id, frames[i]!);
    });
    streams.close(b);
    const { ids, outputs } = streams.step();
    expect([...ids]).toEqual([a, c]);
    const expected = [frames[0]!, frames[2]!].flatMap((frame) => [...model.stream().step(frame).data]);
    expect([...outputs.data]).toEqual(expected);
  });

  test("leaves all states and frames as they were when a frame is refused, and names the session", () => {
    const model = new Sequential([
      input({ shape: [null], dtype: "int32" }),
      new Embedding({ inputDim: 5, outputDim: 3 }),
      new GRU({ units: 4 }),
    ]);
    const streams = model.streams({ capacity: 90 });
    const ids = Array.from({ length: 90 }, () => streams.open());
    ids.forEach((id) => {
      streams.push(id, id === 77 ? 5 : id % 5);
    });
    const before = streams.save(3);
    expect(() => streams.step()).toThrow("streams: session 77: ");
    expect(streams.save(3)).toEqual(before);
    streams.close(77);
    expect(streams.step().ids.length).toBe(89);
    expect(streams.save(3)).not.toEqual(before);
  });

  test("refuses what it cannot do, by name", () => {
    const streams = deepModel().streams({ capacity: 1 });
    expect(() => deepModel().streams({ capacity: 0 })).toThrow("streams: capacity must be a positive integer, got 0.");
    const most = "streams: capacity must be at most 2^24, got 16777217.";
    expect(() => deepModel().streams({ capacity: 2 ** 24 + 1 })).toThrow(most);
    expect(() => streams.push(0, frameOf(3))).toThrow("streams: there must be an open session of that number, got 0.");
    const id = streams.open();
    expect(() => streams.open()).toThrow(
      "streams: at most 1 sessions can be open. Close one, or give a larger capacity.",
    );
    expect(() => streams.push(id, frameOf(2))).toThrow("streams: a frame must hold the 3 numbers of one step, got 2.");
    streams.push(id, frameOf(3));
    expect(() => streams.push(id, frameOf(3))).toThrow("streams: session 0 has a frame already. It waits for step().");
    for (const number of ["0", [0], 0n, "constructor", "length", 0.5, -1] as never[]) {
      for (const use of [
        () => streams.push(number, [1, 2, 3]),
        () => streams.save(number),
        () => streams.close(number),
      ]) {
        expect(use).toThrow("streams: there must be an open session of that number, got ");
      }
    }
    streams.dispose();
    expect(() => streams.step()).toThrow("streams: used after dispose().");
  });

  test("takes a list of frames where the model has several inputs", () => {
    const a = input({ shape: [null, 2] });
    const b = input({ shape: [3] });
    const state = new Dense({ units: 4 }).apply(b);
    const model = new Model({ inputs: [a, b], outputs: new GRU({ units: 4 }).apply(a, { initialState: state }) });
    const streams = model.streams({ capacity: 5 });
    const [one, two] = [streams.open(), streams.open()];
    const [x1, x2, y] = [frameOf(2), frameOf(2), frameOf(3)];
    const stream = model.stream();
    stream.step([x1, y]);
    streams.push(one, [x1, y]);
    streams.step();
    // One session goes on while the other takes its first step.
    streams.push(two, [x1, y]);
    streams.push(one, [x2, y]);
    const { outputs } = streams.step();
    const expected = [...model.stream().step([x1, y]).data, ...stream.step([x2, y]).data];
    expect([...outputs.data]).toEqual(expected);
  });
});
