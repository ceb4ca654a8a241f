// A worker of Cloudflare's. `workerd test` calls `test`, which sends the worker a request as a client would.
import { handle } from "./handler.js";

export default {
  fetch: handle,
  async test(_controller, { self, way, file }) {
    const response = await self.fetch(`http://worker/?way=${way}`, { method: "POST", body: file });
    console.log(await response.text());
  },
};
