/** Keras and PyTorch, where a Python with them is given: a process that is asked for one run at a time. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Runner } from "./problem.ts";
import type { Row } from "./rows.ts";

/** The libraries that `rows.py` found, each of which makes rows ready. */
export async function python(command: string): Promise<Map<string, (row: Row) => Promise<Runner | undefined>>> {
  const child = spawn(command, [new URL("./rows.py", import.meta.url).pathname], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.unref();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (question: object): Promise<{ [key: string]: unknown }> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("the Python process has ended");
    return JSON.parse(value);
  };
  const { libraries } = (await ask({ do: "list" })) as { libraries: string[] };
  return new Map(
    libraries.map((library) => [
      library,
      async (row) => {
        const { ready } = await ask({ do: "prepare", library, row });
        if (!ready) return undefined;
        // What passes between the processes counts: a few tens of microseconds beside tens of milliseconds.
        return { run: async () => (await ask({ do: "run", library }))["result"] as number[] };
      },
    ]),
  );
}
