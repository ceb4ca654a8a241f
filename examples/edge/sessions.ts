// A thousand sessions of worker.ts under miniflare, which runs them in workerd as Cloudflare does: each must get the bits
// that a stream in this process gives, across a restart of workerd. Prints what a session costs.
import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { loadKeras } from "rivulet/keras";
import { bundle, empty, Host, type Modules } from "./host.ts";

const SESSIONS = 1000;
const SIZE = 8;

const folder = mkdtempSync(join(tmpdir(), "sessions-"));
const model = loadKeras(readFileSync("gru.keras"));
const streams = Array.from({ length: SESSIONS }, () => model.stream());
const walked = new Array<number>(SESSIONS).fill(0);

/** The next frames of a session: others in each, the same at each run. */
function framesOf(session: number, count: number): Float32Array<ArrayBuffer> {
  const from = walked[session]! * SIZE;
  walked[session]! += count;
  return Float32Array.from({ length: count * SIZE }, (_, i) => Math.sin(session + 0.37 * (from + i)));
}

/** Frames for every session, each in one request. */
async function round(host: Host, count: number): Promise<void> {
  await inTurns(async (session) => {
    const frames = framesOf(session, count);
    const wanted: number[] = [];
    for (let at = 0; at < frames.length; at += SIZE) {
      wanted.push(...streams[session]!.step(frames.subarray(at, at + SIZE)).data);
    }
    assert.deepEqual(await host.post(session, frames), Float32Array.from(wanted), `session ${session}`);
  });
}

/** Calls a function for every session; some calls are under way at a time. */
async function inTurns(call: (session: number) => Promise<void>): Promise<void> {
  const waiting = streams.keys();
  const turns = async (): Promise<void> => {
    for (const session of waiting) await call(session);
  };
  await Promise.all(Array.from({ length: 8 }, turns));
}

interface Cost {
  readonly kilobytes: number;
  readonly milliseconds: number;
}

/** What a session costs workerd in the course of some work. */
async function costOf(host: Host, work: () => Promise<void>): Promise<Cost> {
  const before = host.usage();
  await work();
  const after = host.usage();
  return {
    kilobytes: (after.kilobytes - before.kilobytes) / SESSIONS,
    milliseconds: (after.milliseconds - before.milliseconds) / SESSIONS,
  };
}

/** A worker's first session, which has it load what it needs, then the cost of some work with all others. */
async function running(modules: Modules, storage: string, work: (host: Host) => Promise<void>): Promise<Cost> {
  const host = await Host.start(modules, join(folder, storage));
  try {
    await host.post(SESSIONS, new Float32Array(SIZE));
    return await costOf(host, () => work(host));
  } finally {
    await host.stop();
  }
}

try {
  const worker = await bundle(join(folder, "worker"));
  const nothing = await running(empty, "empty", (host) =>
    inTurns(async (session) => {
      await host.post(session, new Float32Array(SIZE));
    }),
  );
  const begun = await running(worker, "storage", (host) => round(host, 1));
  let long: Cost | undefined;
  const resumed = await running(worker, "storage", async (host) => {
    await round(host, 1);
    long = await costOf(host, () => round(host, 201));
  });
  const frame = (1000 * (long!.milliseconds - (resumed.milliseconds - long!.milliseconds))) / 200;
  const bytes = streams[0]!.save().length;
  console.log(`${SESSIONS} sessions gave the bits of streams in Node, across a restart of workerd. On ${cpus()[0]!.model}:
a session's memory: ${begun.kilobytes.toFixed(0)} KB, ${nothing.kilobytes.toFixed(0)} KB if it only stores; ${bytes} bytes are its state
a request of one frame: ${begun.milliseconds.toFixed(1)} ms of processor, ${nothing.milliseconds.toFixed(1)} ms if it is only stored
a frame: ${Math.max(0, frame).toFixed(1)} µs of processor`);
} finally {
  rmSync(folder, { recursive: true });
}
