// Workers under miniflare, which runs them in workerd as Cloudflare does.
import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";
import { Miniflare, type MiniflareOptions } from "miniflare";

/** What a worker is made of; the module that is run comes first. */
export type Modules = readonly {
  readonly type: "ESModule" | "CompiledWasm" | "Data";
  readonly path: string;
  readonly contents?: string;
}[];

/** worker.ts as wrangler bundles it: the kernels and the model stay files beside it. */
export async function bundle(folder: string): Promise<Modules> {
  await build({
    entryPoints: ["worker.ts"],
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    external: ["cloudflare:workers"],
    loader: { ".wasm": "copy", ".keras": "copy" },
    outdir: folder,
    tsconfig: "tsconfig.json",
  });
  const files = readdirSync(folder).map((name) => `${folder}/${name}`);
  const having = (ending: string): string[] => files.filter((path) => path.endsWith(ending));
  return [
    ...having(".js").map((path) => ({ type: "ESModule" as const, path })),
    ...having(".wasm").map((path) => ({ type: "CompiledWasm" as const, path })),
    ...having(".keras").map((path) => ({ type: "Data" as const, path })),
  ];
}

/** A worker whose Durable Objects store what they are given and do nothing else. */
export const empty: Modules = [
  {
    type: "ESModule",
    path: "/empty.js",
    contents: `
      import { DurableObject } from "cloudflare:workers";
      export class Session extends DurableObject {
        walk(frames) {
          void this.ctx.storage.put("state", frames);
          return frames;
        }
      }
      export default {
        async fetch(request, { SESSIONS }) {
          const session = SESSIONS.get(SESSIONS.idFromName(new URL(request.url).pathname));
          return new Response(await session.walk(new Float32Array(await request.arrayBuffer())));
        },
      };`,
  },
];

/** A running worker. */
export class Host {
  readonly #miniflare: Miniflare;

  private constructor(miniflare: Miniflare) {
    this.#miniflare = miniflare;
  }

  /** Starts a worker whose Durable Objects keep what they store in a folder. */
  static async start(modules: Modules, storage: string): Promise<Host> {
    const miniflare = new Miniflare({
      modules: [...modules],
      modulesRoot: "/",
      compatibilityDate: "2026-04-01",
      durableObjects: { SESSIONS: { className: "Session", useSQLite: true } },
      durableObjectsPersist: storage,
    } as MiniflareOptions);
    await miniflare.ready;
    return new Host(miniflare);
  }

  stop(): Promise<void> {
    return this.#miniflare.dispose();
  }

  /** Gives a session frames and returns what they give. */
  async post(session: number, frames: Float32Array<ArrayBuffer>): Promise<Float32Array> {
    const response = await this.#miniflare.dispatchFetch(`http://sessions/${session}`, {
      method: "POST",
      body: frames,
    });
    if (!response.ok) throw new Error(await response.text());
    return new Float32Array(await response.arrayBuffer());
  }

  /** What the workerd that this process has started takes of memory, and has taken of the processor. */
  usage(): { readonly kilobytes: number; readonly milliseconds: number } {
    const pid = readdirSync("/proc").find((name) => {
      const [command, , parent] = statOf(name);
      return command === "workerd" && parent === String(process.pid);
    });
    if (pid === undefined) throw new Error("there is no workerd");
    const stat = statOf(pid);
    const [, memory] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
    // Linux counts the processor's time in hundredths of seconds.
    return { kilobytes: Number(memory), milliseconds: (Number(stat[12]) + Number(stat[13])) * 10 };
  }
}

/** The fields of a process in /proc, from its name on; none if there is no such process. */
function statOf(pid: string): readonly string[] {
  try {
    const [, name, rest] = /\((.*)\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))!;
    return [name!, ...rest!.split(" ")];
  } catch {
    return [];
  }
}
