import { nodeResolve } from "@rollup/plugin-node-resolve";

export default {
  input: ["page.js", "conformance-worker.js"],
  output: { dir: "build/rollup" },
  plugins: [nodeResolve()],
};
