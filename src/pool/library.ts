/**
 * The library that makes workers. The build puts a copy into this file that names no modules of Node, which bundlers for
 * browsers would look for; the package for Node takes it as it is installed.
 *
 * @module
 */
import workerpool from "workerpool";

/** What workers are; in Bun, which passes for Node, its own way of making them is the one that answers. */
export const workerType: "thread" | "web" = workerpool.platform === "node" && !("Bun" in globalThis) ? "thread" : "web";

export { workerpool };
