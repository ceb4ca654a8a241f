// What a worker of an edge does with a request: the way is in the address, the file is the body.
import module from "rivulet/kernels.wasm";
import relaxed from "rivulet/kernels-relaxed.wasm";
import { conformance } from "./conformance.js";

export async function handle(request) {
  const way = new URL(request.url).searchParams.get("way");
  return Response.json(await conformance(way, await request.arrayBuffer(), { module, relaxed }));
}
