import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

// Node 20 knows relaxed SIMD behind a flag, later versions without one.
beforeAll(() => setFlagsFromString("--experimental-wasm-relaxed-simd"));

beforeEach(() => vi.resetModules());

/** The package as a fresh process would have it. */
const fresh = async () => await import("../../src/index.ts");

const bytes = readFileSync(new URL("../../build/kernels.wasm", import.meta.url));

async function runsAGRU(): Promise<number[]> {
  const { GRU, initializers, tensor } = await fresh();
  const weights = {
    kernelInitializer: new initializers.RandomNormal({ seed: 1 }),
    recurrentInitializer: "identity",
  } as const;
  return [...new GRU({ units: 5, ...weights }).apply(tensor([[[1, 2, 3]]])).data];
}

describe("init", () => {
  test("is not needed", async () => {
    expect(await runsAGRU()).toHaveLength(5);
  });

  test("takes a module, or its bytes, at once", async () => {
    const { init } = await fresh();
    void init({ module: new WebAssembly.Module(bytes) });
    const fromModule = await runsAGRU();
    vi.resetModules();
    void (await fresh()).init({ bytes });
    expect(await runsAGRU()).toEqual(fromModule);
  });

  test("takes the relaxed build, whose results agree within rounding", async () => {
    const base = await runsAGRU();
    vi.resetModules();
    await (await fresh()).init({ relaxed: true });
    const relaxed = await runsAGRU();
    relaxed.forEach((value, i) => {
      expect(value).toBeCloseTo(base[i]!, 6);
    });
  });

  test("refuses to come too late, more than one of its options, and what is no module", async () => {
    const { init } = await fresh();
    await expect(init({ bytes, relaxed: true })).rejects.toThrow(
      "init: only one of module, bytes and relaxed can be given.",
    );
    await expect(init({ module: {} as WebAssembly.Module })).rejects.toThrow(
      "init: module must be a WebAssembly.Module, got an object.",
    );
    await expect(init({ modul: 1 } as object)).rejects.toThrow(
      'init: unknown option "modul". Options: module, bytes, relaxed.',
    );
    await runsAGRU();
    await expect(init()).rejects.toThrow("init: the kernels are already in use. Call it before anything else.");
  });

  test("says so if the kernels cannot be made of what it is given, and can be called again", async () => {
    const { init } = await fresh();
    const header = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    for (const [given, message] of [
      [{ bytes: "kernels" }, /^init: WebAssembly\.Module\(\): /],
      [{ bytes: bytes.subarray(0, 5000) }, /^init: WebAssembly\.Module\(\): /],
      [{ bytes: header }, /^init: the module must have \w+\.$/],
      [{ module: new WebAssembly.Module(header) }, /^init: the module must have /],
      [{ relaxed: "yes" }, /^init: relaxed must be true or false, got "yes"\.$/],
    ] as const) {
      await expect(init(given as never)).rejects.toThrow(message);
    }
    await init({ bytes });
    expect(await runsAGRU()).toHaveLength(5);
  });

  test("takes a module of another realm", async () => {
    const { init } = await fresh();
    await init({ module: runInNewContext("new WebAssembly.Module(bytes)", { bytes }) });
    expect(await runsAGRU()).toHaveLength(5);
  });

  test("needs nothing where the host compiles, and says there how to have the relaxed build", async () => {
    const kernels = { base: () => new WebAssembly.Module(bytes), relaxed: undefined };
    vi.doMock("#kernels", () => ({ kernels }));
    await expect((await fresh()).init({ relaxed: true })).rejects.toThrow(
      "init: this runtime compiles no WebAssembly at run time. " +
        'Import "rivulet/kernels-relaxed.wasm" and give it as module.',
    );
    expect(await runsAGRU()).toHaveLength(5);
    vi.doUnmock("#kernels");
  });

  test("works where there is no FinalizationRegistry", async () => {
    vi.stubGlobal("FinalizationRegistry", undefined);
    expect(await runsAGRU()).toHaveLength(5);
    vi.unstubAllGlobals();
  });

  test("says so where there is no WebAssembly, or none with SIMD", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    await expect(runsAGRU()).rejects.toThrow("load: this runtime has no WebAssembly SIMD.");
    vi.stubGlobal("WebAssembly", { validate: () => false });
    vi.resetModules();
    await expect(runsAGRU()).rejects.toThrow("load: this runtime has no WebAssembly SIMD.");
    vi.unstubAllGlobals();
  });
});

describe("the modules", () => {
  test.each(["kernels", "kernels-relaxed"])(
    "%s.wasm imports nothing, exports the list of kernels, and is below 30 KB",
    async (name) => {
      const file = readFileSync(new URL(`../../build/${name}.wasm`, import.meta.url));
      const module = new WebAssembly.Module(file);
      const { kernelNames } = await import("../../src/wasm/kernels.ts");
      const others = ["memory", "table", "run", "faultValue", "heapBase", "batchMatmulScratch"];
      const work = ["simpleRnnWork", "gruWork", "lstmWork", "recurrentBackwardWork"];
      expect(WebAssembly.Module.imports(module)).toEqual([]);
      const exported = WebAssembly.Module.exports(module).map((entry) => entry.name);
      expect(exported.sort()).toEqual([...kernelNames, ...others, ...work].sort());
      expect(file.length).toBeLessThan(30_000);
    },
  );
});
