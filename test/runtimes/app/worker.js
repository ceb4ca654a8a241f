import { conformance } from "./conformance.js";

addEventListener("message", async ({ data }) => postMessage(await conformance(data.way, data.file, data.kernels)));
