/**
 * The workers of a pool, and what waits for them.
 *
 * @module
 */

import { refused } from "../check.ts";
import { ownedBy } from "../wasm/memory.ts";
import { workerpool, workerType } from "./library.ts";
import { errorOf, type Failure, type Message } from "./messages.ts";
import type { Known } from "./snapshot.ts";

/** A message, made when a worker is there to take it, and what of it is handed over. */
export type Ask = (known: Known) => { readonly message: Message; readonly transfer: readonly ArrayBufferLike[] };

/** What is used of the library's own record of a worker: it keeps a process alive only while it works. */
interface Handler {
  readonly terminated: boolean;
  readonly worker: { ref?(): void; unref?(): void } | null;
}

/** For how many milliseconds a worker that is to end may go on. */
const GRACE = 200;

/** One worker: a pool of one of the library's, which begins another when it has ended. */
class Member {
  readonly #script: string;
  #pool: workerpool.Pool | undefined;
  #known: Known = { versions: [] };

  constructor(script: string) {
    this.#script = script;
  }

  /** Asks the worker; nothing else may be asked meanwhile. */
  async ask<Answer extends object>(ask: Ask): Promise<Answer> {
    // It may have ended while nobody asked.
    if (this.#handler?.terminated) this.end();
    this.#pool ??= workerpool.pool(this.#script, {
      maxWorkers: 1,
      workerType,
      workerOpts: { type: "module" },
      workerTerminateTimeout: GRACE,
    });
    const { message, transfer } = ask(this.#known);
    let answer: Answer | Failure;
    try {
      const answered = this.#pool.exec("work", [message], { transfer: transfer as object[] });
      this.#handler?.worker?.ref?.();
      answer = await (answered as unknown as PromiseLike<Answer | Failure>);
      this.#handler?.worker?.unref?.();
    } catch (error) {
      this.end();
      throw ended(error as Error);
    }
    if (!("failed" in answer)) return answer;
    // Nobody knows how far it has come.
    this.#known = { versions: [] };
    throw errorOf(answer);
  }

  /** Ends the worker. */
  end(): void {
    // Nobody waits for the end, which may be told as an error.
    this.#pool?.terminate(true).catch(() => {});
    this.#pool = undefined;
    this.#known = { versions: [] };
  }

  get #handler(): Handler | undefined {
    return (this.#pool as unknown as { readonly workers: readonly Handler[] } | undefined)?.workers[0];
  }
}

function ended(error: Error): Error {
  const code = error.message.match(/exitCode: `(\d+)`/)?.[1];
  const reason = code ? `it exited with ${code}` : error.message.replace(/^.*Worker error: /, "");
  const told = refused("Pool", `a worker has ended at work: ${reason}`, "The next call begins a new one.");
  return Object.assign(told, { cause: error });
}

/** All workers; they end when nobody can ask them any more. Who finds none idle waits; first come, first served. */
export class Members {
  readonly count: number;
  readonly #end: () => void;
  readonly #idle: Member[];
  readonly #waiting: ((member: Member) => void)[] = [];
  #isDisposed = false;

  constructor(count: number, script: string) {
    this.count = count;
    const all = Array.from({ length: count }, () => new Member(script));
    this.#end = ownedBy(this, ending(all));
    this.#idle = all.toReversed();
  }

  /** Asks a worker that is idle. */
  async ask<Answer extends object>(ask: Ask): Promise<Answer> {
    this.checkAlive();
    const member = this.#idle.pop() ?? (await new Promise<Member>((resolve) => this.#waiting.push(resolve)));
    try {
      this.checkAlive();
      return await member.ask<Answer>(ask);
    } catch (error) {
      this.checkAlive();
      throw error;
    } finally {
      const next = this.#waiting.shift();
      if (next) next(member);
      else this.#idle.push(member);
    }
  }

  /** Ends all workers. */
  dispose(): void {
    this.#isDisposed = true;
    this.#end();
  }

  checkAlive(): void {
    if (this.#isDisposed) throw refused("Pool", "used after dispose()");
  }
}

/** Made outside the constructor: a closure in there would hold the owner, which then would never be dropped. */
function ending(members: readonly Member[]): () => void {
  return () => {
    for (const member of members) member.end();
  };
}
