import { conformance } from "./conformance.js";

class Conformance extends AudioWorkletProcessor {
  constructor({ processorOptions: { way, file, kernels } }) {
    super();
    conformance(way, file, kernels).then((results) => this.port.postMessage(results));
  }

  process() {
    return true;
  }
}

registerProcessor("conformance", Conformance);
