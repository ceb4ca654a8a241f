/** How time grows with units, batch, time steps and layers. */
import { type AnyLayer, GRU, input, LSTM, Sequential, type Tensor, tensor } from "../src/index.ts";
import type { Panel } from "./curves.ts";
import { benchKernels, gates, type Row } from "./kernels.ts";
import { cacheBytes, type Limits } from "./limits.ts";
import type { RecurrentName, Suite } from "./suites.ts";
import { fastest, median, table } from "./table.ts";

const kernels = { GRU: "gruForward", LSTM: "lstmForward" } as const;
type Name = keyof typeof kernels;
const names = Object.keys(kernels) as Name[];

/** What grows, its values, and the sizes at each of them. */
interface Axis {
  readonly title: string;
  readonly values: readonly number[];
  readonly sizes: (value: number) => { readonly T: number; readonly B: number; readonly I: number; readonly H: number };
}

const UNITS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048];
const LEVELS = [1, 2, 3] as const;
const PASSES = 3;
const LAYERS = [1, 2, 3, 4, 6, 8];

const axes: readonly Axis[] = [
  { title: "units, a step of one row", values: UNITS, sizes: (units) => ({ T: 1, B: 1, I: units, H: units }) },
  { title: "units, a step of 32 rows", values: UNITS, sizes: (units) => ({ T: 1, B: 32, I: units, H: units }) },
  {
    title: "batch, 10 steps of 64 units",
    values: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    sizes: (batch) => ({ T: 10, B: batch, I: 64, H: 64 }),
  },
  {
    title: "time steps, one row of 64 units",
    values: [1, 3, 10, 30, 100, 300, 1000],
    sizes: (timesteps) => ({ T: timesteps, B: 1, I: 64, H: 64 }),
  },
];

/** Bytes of a layer's packed weights, with as many inputs as units. */
function weightBytes(kernel: RecurrentName, units: number): number {
  return 4 * 2 * units * gates[kernel] * Math.ceil(units / 8) * 8;
}

/** The units at which weights fill a level of cache. */
function unitsOf(kernel: RecurrentName, level: 1 | 2 | 3): number {
  return Math.sqrt(cacheBytes(level) / (8 * gates[kernel]));
}

function levelOf(bytes: number): string {
  const level = LEVELS.find((one) => bytes <= cacheBytes(one));
  return level ? `L${level}` : "memory";
}

/** Measures all curves; gives tables, and what a chart of them shows. */
export async function measureGrowth(limits: Limits): Promise<{ tables: string[]; panels: Panel[] }> {
  const passes: Row[][][] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const rows: Row[][] = [];
    for (const { values, sizes } of axes) {
      for (const name of names) {
        const suites = values.map((value): Suite => ({ kernel: kernels[name], ...sizes(value) }));
        rows.push(await benchKernels(limits, suites));
      }
    }
    passes.push(rows);
  }
  const rowsOf = (axis: number, name: number): Row[] => {
    const measured = passes.map((rows) => rows[axis * names.length + name]!);
    return fastest(measured, ({ p50 }) => p50);
  };
  const measured = axes.map((_, axis) => names.map((_, name) => rowsOf(axis, name)));
  const tables = axes.map((axis, i) => tableOf(axis, measured[i]!));
  return { tables: [exits(), ...tables, await layers()], panels: axes.map((axis, i) => panelOf(axis, measured[i]!)) };
}

function exits(): string {
  const cells = names.map((name) => [name, ...LEVELS.map((level) => unitsOf(kernels[name], level).toFixed(0))]);
  return table(
    ["units whose weights fill", ...LEVELS.map((level) => `L${level}, ${cacheBytes(level) / 1024} KB`)],
    cells,
  );
}

function panelOf({ title, values }: Axis, measured: readonly (readonly Row[])[]): Panel {
  return {
    title,
    unit: "GFLOP/s",
    curves: names.map((name, i) => ({ name, points: measured[i]!.map(({ gflops }, j) => [values[j]!, gflops]) })),
    marks: values === UNITS ? LEVELS.map((level) => [unitsOf("gruForward", level), `L${level} is full`]) : [],
  };
}

function tableOf({ title, values, sizes }: Axis, measured: readonly (readonly Row[])[]): string {
  const withWeights = values === UNITS;
  const head = names.flatMap((name) => [`${name} µs`, "GFLOP/s", "of the limit", ...(withWeights ? ["weights"] : [])]);
  const cells = values.map((value, i) => [
    String(value),
    ...names.flatMap((name, j) => {
      const { p50, mad, gflops, share, limit } = measured[j]![i]!;
      const digits = p50 < 10 ? 2 : p50 < 1000 ? 1 : 0;
      const bytes = weightBytes(kernels[name], sizes(value).H);
      return [
        `${p50.toFixed(digits)} ± ${mad.toFixed(digits)}`,
        gflops.toFixed(1),
        `${(share * 100).toFixed(0)} % of ${limit}`,
        ...(withWeights ? [`${(bytes / 1024).toFixed(0)} KB, ${levelOf(bytes)}`] : []),
      ];
    }),
  ]);
  return table([title, ...head], cells);
}

const ROUNDS = 15;
const CALLS = 5;
const [TIMESTEPS, WIDTH] = [100, 64];

/** Microseconds of a call. */
function timeOf(call: () => unknown): number {
  const begin = performance.now();
  for (let i = 0; i < CALLS; i++) call();
  return ((performance.now() - begin) * 1000) / CALLS;
}

/** Layers one on another, through `predict`: what each adds. */
async function layers(): Promise<string> {
  const x = tensor(new Float32Array(TIMESTEPS * WIDTH).fill(0.1), [1, TIMESTEPS, WIDTH]);
  const make = {
    GRU: () => new GRU({ units: WIDTH, returnSequences: true }),
    LSTM: () => new LSTM({ units: WIDTH, returnSequences: true }),
  };
  const runs = names.flatMap((name) =>
    LAYERS.map((count) => {
      const layers = Array.from({ length: count }, (): AnyLayer => make[name]());
      const model = new Sequential([input({ shape: [null, WIDTH] }), ...layers]);
      return (): Tensor => model.predict(x);
    }),
  );
  const passes: number[][] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    passes.push(runs.map((run) => median(Array.from({ length: ROUNDS }, () => timeOf(run)))));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const times = fastest(passes, (time) => time);
  const cells = LAYERS.map((count, i) => [
    String(count),
    ...names.flatMap((_, j) => {
      const time = times[j * LAYERS.length + i]!;
      return [time.toFixed(0), (time / count).toFixed(0)];
    }),
  ]);
  return table(
    [`layers of ${WIDTH} units, T = ${TIMESTEPS}`, ...names.flatMap((name) => [`${name} µs`, "µs a layer"])],
    cells,
  );
}
