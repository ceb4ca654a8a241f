// A page: runs the way that its address names, in the place that it names, and sends the server what came out.
import { conformance } from "./conformance.js";
import { pool } from "./pool.js";

const parameters = new URL(location.href).searchParams;
const [row, place, way] = ["row", "place", "way"].map((name) => parameters.get(name));

const places = {
  page: ({ way, file, kernels }) => (way === "pool" ? pool() : conformance(way, file, kernels)),
  async worker(options) {
    const worker = new Worker(new URL("./conformance-worker.js", import.meta.url), { type: "module" });
    worker.postMessage(options);
    return answerOf(worker);
  },
  async worklet(options) {
    const context = new OfflineAudioContext(1, 128, 8000);
    await context.audioWorklet.addModule("worklet.js");
    const node = new AudioWorkletNode(context, "conformance", { processorOptions: options });
    void context.startRendering();
    return answerOf(node.port);
  },
};

function answerOf(port) {
  return new Promise((resolve, reject) => {
    port.onmessage = ({ data }) => resolve(data);
    port.onerror = reject;
  });
}

async function run() {
  const [file, bytes] = await Promise.all(["/dates.keras", "/kernels.wasm"].map(load));
  const kernels = way === "module" ? { module: await WebAssembly.compile(bytes) } : { bytes };
  return places[place]({ way, file, kernels });
}

async function load(address) {
  return (await fetch(address)).arrayBuffer();
}

function send(results) {
  return fetch(`/results?row=${row}&way=${way}`, { method: "POST", body: JSON.stringify(results) });
}

run().then(send, (error) => send({ error: error.message }));
