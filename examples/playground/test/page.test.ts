/** The page in Chromium: what it does. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { open, start, stop } from "./browser.ts";

before(start);
after(stop);

const text = async (page: Page, selector: string): Promise<string> => (await page.locator(selector).textContent())!;

test("every choice shows in the code, in the shapes and in the gates", async () => {
  const { page, complaints } = await open();
  for (const [kind, rows] of [
    ["LSTM", 6],
    ["SimpleRNN", 1],
    ["GRU", 4],
  ] as const) {
    await page.getByLabel(kind, { exact: true }).first().check();
    assert.match(await text(page, "#code"), new RegExp(`new ${kind}\\(`));
    assert.equal(await page.locator("#gates tbody tr").count(), rows);
    assert.match(await text(page, "#verdict"), /to the last bit|10⁻[⁷⁸⁹]/);
  }
  const shapes = () => page.locator("#returned figcaption").allTextContents();
  assert.deepEqual(await shapes(), ["output[1, 6, 4]", "h[1, 4]"]);
  await page.getByLabel("Bidirectional").check();
  assert.deepEqual(await shapes(), ["output[1, 6, 8]", "forwardH[1, 4]", "backwardH[1, 4]"]);
  assert.equal(await page.locator(".lane.states").count(), 2);
  assert.equal(await page.locator("#gates table").count(), 2);
  await page.getByLabel("returnState").uncheck();
  assert.deepEqual(await shapes(), ["output[1, 6, 8]"]);
  await page.getByLabel("returnSequences").uncheck();
  assert.deepEqual(await shapes(), ["output[1, 8]"]);
  await page.getByLabel("Bidirectional").uncheck();
  assert.deepEqual(await shapes(), ["output[1, 4]"]);
  await page.getByLabel("goBackwards").check();
  assert.match(await text(page, "#code"), /goBackwards: true/);
  assert.match(await text(page, "#saying"), /GRU reads x₄/);
  assert.equal(await page.locator(".lane.backwards").count(), 1);
  await page.getByLabel("returnSequences").check();
  assert.deepEqual(await page.locator("#returned .time").allTextContents(), ["6", "5", "4", "3", "2", "1"]);
  await page.getByLabel("mask").check();
  assert.match(await text(page, "#code"), /\[true, true, true, true, false, false\]/);
  await page.getByLabel("4", { exact: true }).uncheck();
  assert.match(await text(page, "#saying"), /passes over x₄, which is masked/);
  assert.equal(await page.locator("#gates table.masked").count(), 1);
  await page.getByLabel("4", { exact: true }).check();
  const before = await text(page, "#gates");
  await page.getByRole("button", { name: "New random weights" }).click();
  assert.notEqual(await text(page, "#gates"), before);
  assert.deepEqual(complaints, []);
});

test("the walk goes on, back, anywhere, and by itself", async () => {
  const { page, complaints } = await open();
  assert.match(await text(page, "#saying"), /^Step 3 of 6/);
  await page.getByRole("button", { name: "Next" }).click();
  assert.match(await text(page, "#saying"), /^Step 4 of 6/);
  await page.getByRole("button", { name: "Back" }).click();
  assert.match(await text(page, "#saying"), /^Step 3 of 6/);
  await page.getByRole("slider").fill("6");
  assert.match(await text(page, "#saying"), /^Step 6 of 6/);
  assert.equal(await page.locator("#returned .blank").count(), 0);
  await page.getByRole("button", { name: "Play" }).click();
  assert.match(await text(page, "#saying"), /^Step 1 of 6/);
  await page.locator("#saying", { hasText: "Step 2 of 6" }).waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play" }).waitFor();
  assert.deepEqual(complaints, []);
});

test("dates are read as they are typed", async () => {
  const { page, complaints } = await open();
  const { dates } = JSON.parse(readFileSync(new URL("../../dates/expected.json", import.meta.url), "utf8"));
  for (const { text: written, gru } of dates.slice(0, 20)) {
    await page.locator("#text").fill(written);
    assert.equal(await text(page, "#date"), gru);
  }
  await page.locator("#text").fill("");
  assert.equal(await text(page, "#date"), "type a date");
  await page.locator("#text").pressSequentially("7 July 1984");
  assert.equal(await text(page, "#date"), "1984-07-07");
  const letters = await page.locator("#written li b").allTextContents();
  assert.equal(letters.join(""), "1984-07-07⏎");
  for (const percent of await page.locator("#written .percent").allTextContents()) assert.match(percent, /^\d+ %$/);
  assert.equal(await page.locator("#thought .cell").count(), 128);
  await page.getByRole("button", { name: "Dec 31 '99" }).click();
  assert.equal(await text(page, "#date"), "1999-12-31");
  assert.deepEqual(complaints, []);
});

test("training lowers the loss, stops, goes on, and is forgotten", async () => {
  const { page, complaints } = await open();
  const epochs = (pattern: RegExp) => page.locator("#epoch", { hasText: pattern }).waitFor();
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  for (const kind of ["SimpleRNN", "LSTM", "GRU"]) {
    await page.getByLabel(kind, { exact: true }).last().check();
    await button("Train").click();
    if (kind === "SimpleRNN") {
      await button("Train again").waitFor();
    } else {
      // After ten an LSTM has come down by one power of ten, give or take a little.
      await epochs(/^([2-9]\d|1\d\d) of/);
      await button("Stop").click();
      await page.locator("#progress", { hasText: "Stopped after epoch" }).waitFor();
    }
    assert.ok((await fall(page)) > 1, `${kind}: by ${await fall(page)}`);
  }
  assert.match(String(await page.locator("#losses svg").getAttribute("aria-label")), /after \d+ steps: 0\.\d+/);
  const stopped = await fall(page);
  await button("Train").click();
  await button("Train again").waitFor();
  assert.equal(await text(page, "#epoch"), "120 of 120");
  assert.ok((await fall(page)) > stopped);
  await button("Forget").click();
  assert.equal(await text(page, "#epoch"), "0 of 120");
  await button("Train").click();
  await epochs(/^[1-9]/);
  // In the midst of it.
  await button("Forget").click();
  await epochs(/^0 of/);
  assert.deepEqual(complaints, []);
});

/** By how many powers of ten the curve of the loss has fallen. */
async function fall(page: Page): Promise<number> {
  const path = String(await page.locator("#losses .loss").getAttribute("d"));
  const heights = [...path.matchAll(/ ([\d.]+)/g)].map(([, y]) => Number(y));
  // The chart is 300 high, and shows six powers.
  return (heights.at(-1)! - heights[0]!) / 50;
}
