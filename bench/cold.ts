// npx tsx bench/cold.ts: from the start of a process to the first result of a GRU(128) over 100 steps, and of a model
// from a file, beyond an empty Node. Needs `npm run build`.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";

const ROUNDS = 15;

const gru = (options: string): string => `
  import { GRU, tensor } from "rivulet";
  const gru = new GRU({ units: 128${options} });
  gru.apply(tensor(new Float32Array(12800).fill(0.1), [1, 100, 128]));`;

const programs: Readonly<Record<string, string>> = {
  "an empty Node": "",
  "import alone": `import "rivulet";`,
  "first result": gru(`, recurrentInitializer: "zeros"`),
  "first result, orthogonal weights made on the way": gru(""),
  "import of rivulet/keras alone": `import "rivulet/keras";`,
  "first result of examples/dates/dates.keras": `
    import { readFileSync } from "node:fs";
    import { tensor } from "rivulet";
    import { loadKeras } from "rivulet/keras";
    const model = loadKeras(readFileSync("../examples/dates/dates.keras"));
    model.predict([tensor(new Float32Array(12), [1, 12]), tensor(new Float32Array(10), [1, 10])]);`,
};

/** Wall-clock milliseconds of a process, and those of processor that it counts itself. */
function run(text: string): { readonly wall: number; readonly processor: number } {
  const count = `const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);`;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text + count], {
    cwd: import.meta.dirname,
    encoding: "utf8",
    // Variables such as NODE_EXTRA_CA_CERTS have every process do more.
    env: {},
  });
  if (status !== 0) throw new Error(stderr);
  return { wall: performance.now() - start, processor: Number(stdout) };
}

const runs = new Map(Object.keys(programs).map((name) => [name, [] as ReturnType<typeof run>[]]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, text] of Object.entries(programs)) runs.get(name)!.push(run(text));
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const empty = runs.get("an empty Node")!;
console.log(`Node ${process.version}, ${cpus()[0]!.model}, medians of ${ROUNDS}, ms beyond an empty Node`);
for (const [name, times] of runs) {
  const beyond = (["wall", "processor"] as const).map((kind) => {
    const own = median(times.map((time) => time[kind]));
    return times === empty ? own : own - median(empty.map((time) => time[kind]));
  });
  console.log(name.padEnd(50), ...beyond.map((time, i) => `${["wall", "processor"][i]} ${time.toFixed(1)}`.padEnd(18)));
}
