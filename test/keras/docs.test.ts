import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as rivulet from "../../src/index.ts";
import { operationNames } from "../../src/keras/operations.ts";

const page = readFileSync(new URL("../../docs/keras.md", import.meta.url), "utf8");

test("docs/keras.md names every layer and operation that files can hold", () => {
  const layers = Object.values(rivulet).flatMap((one) =>
    typeof one === "function" && one.prototype instanceof rivulet.Layer && "className" in one ? [one.className] : [],
  );
  const names = [...layers.filter((name) => name !== ""), ...operationNames];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
