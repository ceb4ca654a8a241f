import { conformance } from "../../../conformance.js";

export const runtime = "edge";

export async function POST(request) {
  return Response.json(await conformance("default", await request.arrayBuffer()));
}
