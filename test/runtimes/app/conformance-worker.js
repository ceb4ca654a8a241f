import { conformance } from "./conformance.js";
import { pool } from "./pool.js";

addEventListener("message", async ({ data: { way, file, kernels } }) => {
  postMessage(await (way === "pool" ? pool() : conformance(way, file, kernels)));
});
