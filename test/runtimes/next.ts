// Next.js with nothing set: a page for the browsers, and functions of its edge and of Node. It wants to be installed in
// the project that it builds.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Build } from "./bundlers.ts";
import type { Results, Row } from "./table.ts";
import { here, run } from "./tools.ts";

/** What Next.js built, and what its functions gave. */
export interface Next {
  readonly build: Build;
  readonly rows: readonly Row[];
}

/** Installs, builds and runs Next.js in a folder of the app. */
export async function runNext(app: string, tarball: string): Promise<Next> {
  const project = `${app}/next`;
  cpSync(`${here}next`, project, { recursive: true });
  for (const file of ["conformance.js", "conformance-worker.js", "page.js", "pool.js"])
    cpSync(`${app}/${file}`, `${project}/${file}`);
  const next = `${project}/node_modules/.bin/next`;
  const version = await install(project, tarball);
  const places = ["edge", "node"];
  const rows = places.map((place): Row => {
    return { name: `Next.js ${version ?? ""}, ${place}`, ways: version ? ["default"] : [], results: new Map() };
  });
  if (!version) return { build: { name: "next", version }, rows };
  try {
    await run([next, "build"], project, { NEXT_TELEMETRY_DISABLED: "1" }, 600_000);
    cpSync(`${project}/.next/server/app/index.html`, `${app}/build/next/index.html`);
    cpSync(`${project}/.next/static`, `${app}/_next/static`, { recursive: true });
    const port = await freePort();
    const server = spawn(next, ["start", "--port", String(port)], { cwd: project, detached: true, stdio: "ignore" });
    const address = `http://localhost:${port}`;
    await answering(address, server);
    for (const [i, row] of rows.entries()) row.results.set("default", await ask(`${address}/api/${places[i]}`, app));
    process.kill(-server.pid!);
    return { build: { name: "next", version }, rows };
  } catch (error) {
    return { build: { name: "next", version, error: String(error) }, rows };
  }
}

/** The version that was installed, or none. */
async function install(project: string, tarball: string): Promise<string | undefined> {
  try {
    await run(["npm", "install", "--no-audit", "--no-fund", tarball], project, {}, 600_000);
    return JSON.parse(readFileSync(`${project}/node_modules/next/package.json`, "utf8")).version;
  } catch {
    return undefined;
  }
}

async function ask(address: string, app: string): Promise<Results> {
  try {
    const response = await fetch(address, { method: "POST", body: readFileSync(`${app}/dates.keras`) });
    return await response.json();
  } catch (error) {
    return { error: String(error) };
  }
}

/** Waits until a server answers. */
async function answering(address: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    try {
      await fetch(address);
      return;
    } catch {
      await setTimeout(200);
    }
  }
  throw new Error("next start has ended");
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
