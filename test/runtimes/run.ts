// npm run test:runtimes: packs the package, installs it afresh, and runs app/conformance.js and app/pool.js in every runtime
// that is there or can be had by npm and apt. Prints one table; what could not be had is "not run" in it. With --write,
// docs/runtimes.md gets the table too.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { debianPackages, runBrowsers } from "./browsers.ts";
import { buildPages } from "./bundlers.ts";
import { runNext } from "./next.ts";
import { runProcesses } from "./processes.ts";
import { faults, table } from "./table.ts";
import { debianVersionOf, here } from "./tools.ts";

installTools();
const { app, tarball } = installPackage();
try {
  const next = await runNext(app, tarball);
  const builds = [...(await buildPages(app)), next.build];
  const rows = [...(await runProcesses(app)), ...next.rows, ...(await runBrowsers(app, builds))];
  console.log(`\n${table(rows)}\n`);
  if (process.argv.includes("--write")) writeDocs(table(rows));
  const wrong = faults(rows);
  for (const fault of wrong) console.log(fault);
  const missing = rows.filter(({ ways }) => ways.length === 0).length;
  console.log(`${rows.length - missing} rows run, ${missing} not run, ${wrong.length} faults`);
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  // A browser that was ended may still write its profile.
  rmSync(app, { recursive: true, maxRetries: 9, retryDelay: 500 });
}

/** Puts the table into docs/runtimes.md. */
function writeDocs(text: string): void {
  const file = `${here}../../docs/runtimes.md`;
  const machine = `Printed on ${new Date().toISOString().slice(0, 10)}, ${process.platform} ${process.arch}:`;
  const between = /(--write -->\n)[\s\S]*(?=<!-- end)/;
  writeFileSync(file, readFileSync(file, "utf8").replace(between, `$1\n${machine}\n\n${text}\n\n`));
}

/** Runtimes and bundlers by npm; browsers by apt, where this is Debian and we may. */
function installTools(): void {
  spawnSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], { cwd: here, stdio: "inherit" });
  const missing = debianPackages.filter((name) => debianVersionOf(name) === undefined);
  if (missing.length === 0) return;
  spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { stdio: "inherit" });
}

/** The app with the packed package in its node_modules, where no other node_modules is above it. */
function installPackage(): { readonly app: string; readonly tarball: string } {
  const folder = mkdtempSync(join(tmpdir(), "rivulet-"));
  const root = join(here, "../..");
  const npm = (...args: string[]): string =>
    execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] }).toString();
  cpSync(`${here}app`, folder, { recursive: true });
  copyFileSync(`${root}/examples/dates/dates.keras`, `${folder}/dates.keras`);
  writeFileSync(`${folder}/package.json`, '{ "private": true, "type": "module" }');
  const [{ filename }] = JSON.parse(npm("pack", "--json", root));
  npm("install", "--no-audit", "--no-fund", `./${filename}`);
  copyFileSync(`${folder}/node_modules/rivulet/dist/wasm/kernels.wasm`, `${folder}/kernels.wasm`);
  if (!existsSync(`${folder}/node_modules/rivulet/dist/index.js`)) throw new Error("npm run build comes first");
  return { app: folder, tarball: `${folder}/${filename}` };
}
