// A worker with a Durable Object for each session of a stream. POST /<name> gives a session its next frames as float32
// and returns what the model makes of each; DELETE /<name> ends it.
import { DurableObject } from "cloudflare:workers";
import { Dense, GRU } from "rivulet";
import { openKeras } from "rivulet/keras";
import file from "./gru.keras";

interface Env {
  readonly SESSIONS: DurableObjectNamespace<Session>;
}

// What all sessions of an isolate share: the weights, and the memory in which one session at a time is walked. Made when
// the isolate starts, so that no request waits for it.
const model = openKeras(file, { layers: [Dense, GRU] });
const size = model.inputs[0]!.shape.at(-1)!;
const streams = model.streams({ capacity: 1 });

/** Between requests a session is the state of its stream: bytes in this object, and in its storage. */
export class Session extends DurableObject<Env> {
  #state: Uint8Array | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      this.#state = await ctx.storage.get("state");
    });
  }

  /** Walks frames, which lie one behind the other; what they give lies so too. If one is refused, none has been walked. */
  walk(frames: Float32Array): Float32Array {
    const given: number[] = [];
    const id = streams.open({ state: this.#state });
    try {
      for (let at = 0; at < frames.length; at += size) {
        streams.push(id, frames.subarray(at, at + size));
        given.push(...streams.step().outputs.data);
      }
      this.#state = streams.save(id);
    } finally {
      streams.close(id);
    }
    // Not awaited: the answer leaves when the state is stored, which is how Durable Objects work.
    void this.ctx.storage.put("state", this.#state);
    return Float32Array.from(given);
  }

  /** Forgets everything. */
  async end(): Promise<void> {
    this.#state = undefined;
    await this.ctx.storage.deleteAll();
  }
}

export default {
  async fetch(request: Request, { SESSIONS }: Env): Promise<Response> {
    const session = SESSIONS.get(SESSIONS.idFromName(new URL(request.url).pathname));
    if (request.method === "DELETE") {
      await session.end();
      return new Response(null, { status: 204 });
    }
    if (request.method !== "POST") return new Response("POST frames, or DELETE", { status: 405 });
    try {
      return new Response(await session.walk(new Float32Array(await request.arrayBuffer())));
    } catch (error) {
      if (error instanceof RangeError) return new Response(error.message, { status: 400 });
      throw error;
    }
  },
};
