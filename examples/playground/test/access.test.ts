/** The page in Chromium: for everybody. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { open, start, stop } from "./browser.ts";

before(start);
after(stop);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = fileURLToPath(new URL("../screenshots/", import.meta.url));
mkdirSync(screenshots, { recursive: true });

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true };
const looks = [
  ["desktop", { ...desktop, colorScheme: "light" }],
  ["desktop-dark", { ...desktop, colorScheme: "dark" }],
  ["phone", { ...phone, colorScheme: "light" }],
  ["phone-dark", { ...phone, colorScheme: "dark" }],
] as const;

for (const [name, options] of looks) {
  test(`${name}: nothing for axe to complain about, nothing cut off`, async () => {
    const { page, complaints } = await open(options);
    await page.getByRole("button", { name: "Train" }).click();
    await page.getByRole("button", { name: "Train again" }).waitFor();
    for (const kind of ["GRU", "LSTM"] as const) {
      await page.getByLabel(kind, { exact: true }).first().check();
      if (kind === "LSTM") {
        for (const option of ["mask", "Bidirectional"]) await page.getByLabel(option).check();
        await page.locator("#text").fill("3 mar");
      }
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      await page.screenshot({ path: `${screenshots}${name}-${kind}.png`, fullPage: true });
      assert.deepEqual(await violations(page), []);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
    }
    assert.deepEqual(complaints, []);
  });
}

test("all of it is reached and used by the keyboard, and one sees where one is", async () => {
  const { page } = await open();
  const reached: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const { name, isVisible } = await page.evaluate(focused);
    if (name === "") break;
    assert.ok(isVisible, `${name} has no visible focus`);
    reached.push(name);
    if (name === "kind") await page.keyboard.press("ArrowRight");
    if (name === "returnSequences" || name === "mask") await page.keyboard.press("Space");
    if (name === "play") await page.keyboard.press("Enter");
    if (name === "position") await page.keyboard.press("End");
    if (name === "text") await page.keyboard.type("1");
    if (name === "21 Nov 2026") await page.keyboard.press("Enter");
    if (name === "train") await page.keyboard.press("Enter");
  }
  const layer = ["kind", "returnSequences", "returnState", "goBackwards", "bidirectional", "mask"];
  const steps = ["1", "2", "3", "4", "5", "6"];
  const samples = ["21 Nov 2026", "11/21/26", "Dec 31 '99", "1.6.2007", "Saturday, November 21st, 2026"];
  assert.deepEqual(reached, [
    ...["Step by step", "Dates", "Training"],
    ...[...layer, ...steps, "new-weights", "play", "back", "next", "position"],
    ...["text", ...samples],
    ...["trained", "train", "forget"],
  ]);
  const code = await page.locator("#code").textContent();
  assert.match(code!, /new LSTM\(\{\n {2}units: 4,\n {2}returnState: true,\n\}\);\nconst mask/);
  assert.match((await page.locator("#saying").textContent())!, /^Step 6 of 6/);
  assert.equal(await page.locator("#date").textContent(), "2026-11-21");
  await page.locator("#epoch", { hasText: /^[1-9]/ }).waitFor();
});

test("who asks for less motion gets none", async () => {
  const { page } = await open({ reducedMotion: "reduce" });
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")].filter((one) => getComputedStyle(one).transitionDuration !== "0s").map(String),
  );
  assert.deepEqual(moving, []);
});

test("changes are told to screen readers, and pictures are described", async () => {
  const { page } = await open();
  assert.deepEqual(await page.locator("[role=status], output").evaluateAll((all) => all.map((one) => one.id)), [
    "saying",
    "date",
    "progress",
  ]);
  const labels = await page
    .locator("[role=img]")
    .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  assert.equal(labels.length, 6);
  for (const label of labels) assert.ok(label && label.length > 25, String(label));
});

/** What axe finds: the rule, and where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
  });
}

/** The name of what has the focus, and whether an outline shows it; of a radio button, that around its label. */
function focused(): { name: string; isVisible: boolean } {
  const one = document.activeElement as HTMLInputElement;
  if (one === document.body) return { name: "", isVisible: false };
  const shown = one.type === "radio" ? one.closest("label")! : one;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const name = one.type === "radio" ? one.name : one.id || (one.closest("label") ?? one).textContent!.trim();
  return { name, isVisible: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 };
}
