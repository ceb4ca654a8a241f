// A page: runs the way that its address names, in a Worker if that says so, and sends the server what came out.
import { conformance } from "./conformance.js";

const parameters = new URL(location.href).searchParams;
const way = parameters.get("way");

async function run() {
  const [file, bytes] = await Promise.all(["/dates.keras", "/kernels.wasm"].map(load));
  const kernels = way === "module" ? { module: await WebAssembly.compile(bytes) } : { bytes };
  if (!parameters.has("worker")) return conformance(way, file, kernels);
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.postMessage({ way, file, kernels });
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve({ error: `Worker: ${message}` });
  });
}

async function load(address) {
  return (await fetch(address)).arrayBuffer();
}

const send = (results) =>
  fetch(`/results?row=${parameters.get("row")}&way=${way}`, { method: "POST", body: JSON.stringify(results) });

run().then(send, (error) => send({ error: String(error) }));
