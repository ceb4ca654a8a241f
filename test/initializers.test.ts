import { describe, expect, test } from "vitest";
import { Dense, initializers, tensor } from "../src/index.ts";

const shape = [40, 60];

function statistics(numbers: Float32Array): { mean: number; deviation: number; low: number; high: number } {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  return { mean, deviation: Math.sqrt(variance), low: Math.min(...numbers), high: Math.max(...numbers) };
}

// Of 2400 numbers: mean and deviation stray by about 2 % of the deviation.
const SPREAD = 0.08;

describe("initializers", () => {
  test("Zeros, Ones and Constant give one number", () => {
    expect(new initializers.Zeros().make([2])).toEqual(Float32Array.of(0, 0));
    expect(new initializers.Ones().make([2])).toEqual(Float32Array.of(1, 1));
    expect(new initializers.Constant({ value: 3 }).make([2])).toEqual(Float32Array.of(3, 3));
    expect(new initializers.Constant().make([1])).toEqual(Float32Array.of(0));
  });

  test("Identity stands on the diagonal, also of a matrix that is not square", () => {
    expect(new initializers.Identity({ gain: 2 }).make([2, 3])).toEqual(Float32Array.of(2, 0, 0, 0, 2, 0));
    expect(() => new initializers.Identity().make([2])).toThrow(
      new RangeError("Identity: the weight must have shape [rows, columns], got [2]."),
    );
  });

  test.each([
    ["GlorotUniform", Math.sqrt(2 / 100), Math.sqrt(6 / 100)],
    ["HeUniform", Math.sqrt(2 / 40), Math.sqrt(6 / 40)],
    ["LecunUniform", Math.sqrt(1 / 40), Math.sqrt(3 / 40)],
    ["GlorotNormal", Math.sqrt(2 / 100), (2 * Math.sqrt(2 / 100)) / 0.8796],
    ["HeNormal", Math.sqrt(2 / 40), (2 * Math.sqrt(2 / 40)) / 0.8796],
    ["LecunNormal", Math.sqrt(1 / 40), (2 * Math.sqrt(1 / 40)) / 0.8796],
  ] as const)("%s has the deviation and the bounds of its formula", (name, deviation, bound) => {
    const got = statistics(new initializers[name]({ seed: 1 }).make(shape));
    expect(Math.abs(got.mean)).toBeLessThan(SPREAD * deviation);
    expect(Math.abs(got.deviation / deviation - 1)).toBeLessThan(SPREAD);
    expect(Math.max(-got.low, got.high)).toBeLessThanOrEqual(bound);
    expect(Math.max(-got.low, got.high)).toBeGreaterThan(0.9 * bound);
  });

  test("VarianceScaling counts the receptive field of a kernel and the axes it is told", () => {
    const bound = (options: initializers.VarianceScalingOptions, of: readonly number[]): number => {
      const got = statistics(
        new initializers.VarianceScaling({ distribution: "uniform", seed: 2, ...options }).make(of),
      );
      return Math.max(-got.low, got.high);
    };
    expect(bound({ mode: "fanIn" }, [5, 20, 30])).toBeCloseTo(Math.sqrt(3 / 100), 2);
    expect(bound({ mode: "fanOut" }, [5, 20, 30])).toBeCloseTo(Math.sqrt(3 / 150), 2);
    expect(bound({ mode: "fanAvg", scale: 2 }, [5, 20, 30])).toBeCloseTo(Math.sqrt(6 / 125), 2);
    expect(bound({ mode: "fanIn" }, [400])).toBeCloseTo(Math.sqrt(3 / 400), 2);
    expect(bound({ inputAxes: [0], outputAxes: [1, 2] }, [5, 20, 30])).toBeCloseTo(Math.sqrt(3 / 5), 2);
  });

  test("RandomNormal, TruncatedNormal and RandomUniform take their parameters", () => {
    const normal = statistics(new initializers.RandomNormal({ mean: 1, stddev: 2, seed: 3 }).make(shape));
    expect(Math.abs(normal.mean - 1)).toBeLessThan(SPREAD * 2);
    expect(Math.abs(normal.deviation / 2 - 1)).toBeLessThan(SPREAD);
    expect(normal.high).toBeGreaterThan(5);
    const cut = statistics(new initializers.TruncatedNormal({ mean: 1, stddev: 2, seed: 3 }).make(shape));
    expect(cut.high).toBeLessThan(5);
    expect(cut.low).toBeGreaterThan(-3);
    const even = statistics(new initializers.RandomUniform({ minval: 1, maxval: 2, seed: 3 }).make(shape));
    expect(even.low).toBeGreaterThanOrEqual(1);
    expect(even.high).toBeLessThan(2);
    expect(Math.abs(even.mean - 1.5)).toBeLessThan(SPREAD);
  });

  test.each([
    [6, 24],
    [24, 6],
    [7, 7],
    [3, 5],
    [1, 4],
    [9, 13],
  ])("Orthogonal [%i, %i] has orthonormal rows, or columns if they are fewer", (rows, columns) => {
    const gain = 3;
    const q = new initializers.Orthogonal({ gain, seed: 4 }).make([rows, columns]);
    const wide = rows < columns;
    const at = (vector: number, k: number): number => q[wide ? vector * columns + k : k * columns + vector]!;
    for (let i = 0; i < Math.min(rows, columns); i++) {
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) product += at(i, k) * at(j, k);
        expect(product).toBeCloseTo(i === j ? gain * gain : 0, 5);
      }
    }
  });

  test("Orthogonal takes all axes but the last as rows, and needs two", () => {
    expect(new initializers.Orthogonal().make([2, 2, 3])).toHaveLength(12);
    expect(() => new initializers.Orthogonal().make([4])).toThrow(
      new RangeError("Orthogonal: the weight must have 2 axes or more, got [4]."),
    );
  });

  test("a seed gives the same numbers each time, none gives others", () => {
    const seeded = new initializers.GlorotUniform({ seed: 5 });
    expect(seeded.make([3, 3])).toEqual(seeded.make([3, 3]));
    expect(new initializers.GlorotUniform({ seed: 5 }).make([3, 3])).toEqual(seeded.make([3, 3]));
    // All 32 bits of a seed count, and are the same above and below 0.
    const of = (seed: number) => new initializers.GlorotUniform({ seed }).make([3, 3]);
    expect(of(5 + 2 ** 24)).not.toEqual(of(5));
    expect(of(-1)).toEqual(of(2 ** 32 - 1));
    const free = new initializers.Orthogonal();
    expect(free.make([3, 3])).not.toEqual(free.make([3, 3]));
  });

  test("every class comes back from its configuration", () => {
    for (const Class of Object.values(initializers)) {
      const one = new Class();
      const again = (Class as unknown as { fromConfig(config: object): initializers.Initializer }).fromConfig(
        one.getConfig(),
      );
      expect(again).toBeInstanceOf(Class);
      expect(again.getConfig()).toEqual(one.getConfig());
      expect(one.className).toBe(Class.className);
    }
    expect(new initializers.HeNormal({ seed: 3 }).getConfig()).toEqual({ seed: 3, inputAxes: null, outputAxes: null });
  });

  test("a layer takes a name or an initializer, and keeps it in its configuration", () => {
    const options = { units: 2, kernelInitializer: new initializers.Constant({ value: 2 }), biasInitializer: "ones" };
    const layer = new Dense(options as ConstructorParameters<typeof Dense>[0]);
    expect(layer.apply(tensor([[1, 1]])).data).toEqual(Float32Array.of(5, 5));
    const config = layer.getConfig();
    expect(config["kernelInitializer"]).toEqual({ className: "Constant", config: { value: 2 } });
    expect(Dense.fromConfig(config).apply(tensor([[1, 1]]))).toEqual(tensor([[5, 5]]));
  });

  test("errors name the option and the choices", () => {
    const make = (kernelInitializer: unknown): unknown =>
      new Dense({ units: 1, name: "d", kernelInitializer } as never).apply(tensor([[1]]));
    expect(() => make("glorot")).toThrow(
      new RangeError(
        'Dense "d": kernelInitializer must be one of "zeros", "ones", "constant", "identity", "glorotUniform", ' +
          '"glorotNormal", "heUniform", "heNormal", "lecunUniform", "lecunNormal", "uniform", "normal", ' +
          '"randomUniform", "randomNormal", "truncatedNormal", "varianceScaling", "orthogonal", got "glorot".',
      ),
    );
    expect(() => make({})).toThrow(
      new TypeError(
        'Dense "d": kernelInitializer must be the name of an initializer, or an initializer, got an object.',
      ),
    );
    expect(() => new initializers.VarianceScaling({ scale: 0 })).toThrow(
      new RangeError("VarianceScaling: scale must be a positive number, got 0."),
    );
    expect(() => new initializers.VarianceScaling({ mode: "in" as "fanIn" })).toThrow(
      new RangeError('VarianceScaling: mode must be one of "fanIn", "fanOut", "fanAvg", got "in".'),
    );
    expect(() => new initializers.HeNormal({ seed: 1.5 })).toThrow(
      new RangeError("HeNormal: seed must be an integer, got 1.5."),
    );
  });
});
