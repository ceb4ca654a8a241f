// Real browsers: each opens one page of frames, one a build of the app and a way, and every frame sends its results.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Build } from "./bundlers.ts";
import type { Results, Row, Way } from "./table.ts";
import { debianVersionOf } from "./tools.ts";

interface Browser {
  readonly name: string;
  /** The packages of Debian that it needs, its own first. */
  readonly packages: readonly string[];
  readonly command: (address: string, profile: string) => readonly string[];
}

const miniBrowser = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
const headlessChromium = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"];

const browsers: readonly Browser[] = [
  {
    name: "Chromium",
    packages: ["chromium"],
    command: (address, profile) => [...headlessChromium, `--user-data-dir=${profile}`, address],
  },
  {
    name: "Firefox",
    packages: ["firefox-esr"],
    command: (address, profile) => ["firefox-esr", "--headless", "--no-remote", "--profile", profile, address],
  },
  {
    name: "WebKitGTK",
    packages: ["libwebkit2gtk-4.1-0", "xvfb", "xauth", "dbus-daemon"],
    command: (address) => ["xvfb-run", "-a", "dbus-run-session", "--", miniBrowser, address],
  },
];

/** The packages of Debian that the browsers need. */
export const debianPackages: readonly string[] = browsers.flatMap(({ packages }) => packages);

/** A row of the table: a page, and where in it the work is done. */
interface Page {
  readonly name: string;
  readonly path: string;
  readonly place?: "worker" | "worklet";
  readonly ways?: readonly Way[];
  /** Why there is no such page. */
  readonly error?: string | undefined;
}

const inEveryBrowser: readonly Page[] = [
  { name: "page", path: "/open/build/esbuild/", ways: ["default", "module", "bytes", "relaxed", "pool"] },
  { name: "page, strict CSP", path: "/strict/build/esbuild/", ways: ["default", "pool"] },
  { name: "Worker", path: "/open/build/esbuild/", place: "worker", ways: ["default", "pool"] },
  { name: "Worker, strict CSP", path: "/strict/build/esbuild/", place: "worker", ways: ["default", "pool"] },
  { name: "AudioWorklet", path: "/open/build/esbuild/", place: "worklet" },
  { name: "AudioWorklet, strict CSP", path: "/strict/build/esbuild/", place: "worklet" },
  { name: "page, import map", path: "/open/import-map.html", ways: ["default", "pool"] },
];

function builtBy({ name, version, error }: Build): Page[] {
  const page = { path: `/open/build/${name}/`, ways: version ? (["default", "pool"] as const) : [], error };
  return [
    { name: `page by ${name} ${version ?? ""}`, ...page },
    { name: `Worker by ${name} ${version ?? ""}`, ...page, place: "worker" },
  ];
}

/** Compiling WebAssembly is all that the package needs of a policy. */
const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

/** Opens every page in every browser that is there, and what the bundlers made in the first. */
export async function runBrowsers(app: string, builds: readonly Build[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const browser of browsers) {
    const [version, ...others] = browser.packages.map(debianVersionOf);
    const present = version !== undefined && !others.includes(undefined);
    const pages = [...inEveryBrowser, ...(browser === browsers[0] ? builds.flatMap(builtBy) : [])];
    const own = pages.map(({ name, ways = ["default"], error }) => ({
      name: `${browser.name} ${version ?? ""}, ${name}`,
      ways: present ? ways : [],
      results: new Map<Way, Results>(error ? [["default", { error }]] : []),
    }));
    rows.push(...own);
    if (present) await open(browser, app, pages, own);
  }
  return rows;
}

/** Opens the pages in one browser as frames, until all have answered or two minutes are over. */
async function open(browser: Browser, app: string, pages: readonly Page[], rows: readonly Row[]): Promise<void> {
  const addresses = pages.flatMap(({ path, place = "page", error }, row) =>
    error ? [] : rows[row]!.ways.map((way) => `${path}?row=${row}&place=${place}&way=${way}`),
  );
  let left = addresses.length;
  let done = (): void => {};
  const finished = new Promise<void>((resolve) => {
    done = resolve;
  });
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://localhost");
    if (pathname === "/")
      return response.end(addresses.map((address) => `<iframe src="${address}"></iframe>`).join(""));
    if (pathname !== "/results") return serve(app, pathname, response);
    rows[Number(searchParams.get("row"))]!.results.set(searchParams.get("way") as Way, await json(request));
    response.end();
    if (--left === 0) done();
  }).listen(0);
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(app, "profile-"));
  const [program, ...args] = browser.command(`http://localhost:${port}/`, profile) as [string, ...string[]];
  const env = { ...process.env, XDG_RUNTIME_DIR: profile };
  const child = spawn(program, args, { detached: true, stdio: "ignore", env });
  const ended = new Promise((resolve) => child.once("error", resolve).once("close", resolve));
  await Promise.race([finished, ended, setTimeout(120_000, undefined, { ref: false })]);
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
  await ended;
  server.closeAllConnections();
  server.close();
}

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** /strict/ and /open/ hold the same files, with and without a policy. */
function serve(app: string, pathname: string, response: ServerResponse): void {
  const path = pathname.replace(/^\/(open|strict)\//, "/").replace(/\/$/, "/index.html");
  try {
    const content = readFileSync(join(app, path));
    response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream");
    if (pathname.startsWith("/strict/")) response.setHeader("content-security-policy", STRICT);
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

async function json(request: IncomingMessage): Promise<Results> {
  let text = "";
  for await (const part of request) text += part;
  return JSON.parse(text);
}
