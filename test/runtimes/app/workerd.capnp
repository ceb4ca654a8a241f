using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = [(name = "main", worker = (
  modules = [
    (name = "workerd.js", esModule = embed "build/workerd/workerd.js"),
    (name = "kernels.wasm", wasm = embed "build/workerd/kernels.wasm"),
    (name = "kernels-relaxed.wasm", wasm = embed "build/workerd/kernels-relaxed.wasm"),
  ],
  compatibilityDate = "2025-01-01",
  bindings = [
    (name = "self", service = "main"),
    (name = "way", fromEnvironment = "WAY"),
    (name = "file", data = embed "dates.keras"),
  ],
))]);
