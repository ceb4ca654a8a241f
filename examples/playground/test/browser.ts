/** The page that was built, in Debian's Chromium. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type PreviewServer, preview } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

let browser: Browser;
let server: PreviewServer;

/** Serves the page and starts the browser, which is installed first if it is not there. */
export async function start(): Promise<void> {
  if (!existsSync(executablePath)) {
    spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { stdio: "inherit" });
  }
  server = await preview({ root, logLevel: "warn", preview: { port: 4180 } });
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

export async function stop(): Promise<void> {
  await browser.close();
  await server.close();
}

/** A page, and what it has complained about: errors in its console, failures, requests to other hosts. */
export interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens the page afresh, and waits until it can read dates. */
export async function open(options: BrowserContextOptions = {}): Promise<Opened> {
  const address = server.resolvedUrls!.local[0]!;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) complaints.push(request.url());
  });
  await page.goto(address);
  await page.locator("#text:enabled").waitFor();
  return { page, complaints };
}
