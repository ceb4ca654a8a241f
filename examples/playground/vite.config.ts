import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));

export default defineConfig({
  base: "./",
  build: { target: "es2022" },
  // The package as it is in this repository. A page of your own needs none of this.
  resolve: {
    alias: [
      { find: /^rivulet$/, replacement: `${root}src/index.ts` },
      { find: /^rivulet\/keras$/, replacement: `${root}src/keras/index.ts` },
      { find: /^#kernels$/, replacement: `${root}src/wasm/inline.ts` },
    ],
  },
  server: { fs: { allow: [root] } },
});
