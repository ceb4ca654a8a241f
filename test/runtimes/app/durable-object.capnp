using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = [
  (name = "storage", disk = (path = "build/storage", writable = true)),
  (name = "main", worker = (
    modules = [
      (name = "durable-object.js", esModule = embed "build/workerd/durable-object.js"),
      (name = "kernels.wasm", wasm = embed "build/workerd/kernels.wasm"),
    ],
    compatibilityDate = "2025-01-01",
    bindings = [
      (name = "sessions", durableObjectNamespace = "Session"),
      (name = "file", data = embed "dates.keras"),
    ],
    durableObjectNamespaces = [(className = "Session", uniqueKey = "session")],
    durableObjectStorage = (localDisk = "storage"),
  )),
]);
