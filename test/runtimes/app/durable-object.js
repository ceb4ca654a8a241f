// A Durable Object that holds a stream. At the first request it saves the stream's state; at the second, in another
// process, it goes on from there.
import { conformance, resumeDate, saveDate } from "./conformance.js";

export class Session {
  constructor({ storage }) {
    this.storage = storage;
  }

  async fetch(request) {
    const file = await request.arrayBuffer();
    const saved = await this.storage.get("saved");
    if (saved) return Response.json({ ...(await conformance("default", file)), resume: resumeDate(file, saved) });
    await this.storage.put("saved", saveDate(file));
    return new Response("saved");
  }
}

export default {
  async test(_controller, { sessions, file }) {
    const session = sessions.get(sessions.idFromName("one"));
    const response = await session.fetch("http://session/", { method: "POST", body: file });
    console.log(await response.text());
  },
};
