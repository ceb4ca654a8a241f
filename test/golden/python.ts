import { spawnSync } from "node:child_process";

const command = process.env["KERAS_PYTHON"] ?? "python3";
const quiet = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "-1" };

/** Whether there is a Python with the Keras of the goldens; `KERAS_PYTHON` names another than `python3`. */
export const hasKeras: boolean = (() => {
  const code = "import importlib.metadata as m; assert m.version('keras').startswith('3.15')";
  return spawnSync(command, ["-c", code], { env: quiet }).status === 0;
})();

/** Runs one of the scripts beside this file; gives the JSON of each line that it prints. */
export function runPython(script: string, ...args: readonly string[]): readonly Record<string, unknown>[] {
  const path = new URL(script, import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(command, [path, ...args], { env: quiet, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(String(stderr));
  const lines = String(stdout).split("\n");
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Record<string, unknown>);
}
