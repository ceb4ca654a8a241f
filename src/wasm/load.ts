/**
 * The one instance of the kernels: made on first use, from what the package holds for this host, unless {@link init} was
 * called before with other ones.
 *
 * @module
 */
import { kernels } from "#kernels";
import { boolean, explained, refused, withDefaults, wrongType } from "../check.ts";
import { type Exports, type KernelName, kernelNames } from "./kernels.ts";

/** Options of {@link init}; one of them at most is given. */
export interface InitOptions {
  /** The compiled module `rivulet/kernels.wasm`, for hosts that forbid compiling. */
  module?: WebAssembly.Module | undefined;
  /** The bytes of that module, for delivery from elsewhere. */
  bytes?: Uint8Array | ArrayBuffer | undefined;
  /**
   * Whether to use the relaxed-SIMD build; defaults to false. It is faster where multiply and add are one instruction,
   * and its results differ in the last bits between engines.
   */
  relaxed?: boolean;
}

/** The instance, with views of its memory that are good until the memory grows. */
export interface Instance {
  readonly exports: Exports;
  /** Where each kernel stands in the function table of programs. */
  readonly tableIndex: ReadonlyMap<KernelName, number>;
  f32: Float32Array;
  i32: Int32Array;
}

// A module that is valid where there is SIMD, as in wasm-feature-detect: i32.const 0, i8x16.splat, i8x16.popcnt.
const usesSimd = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

const defaults: InitOptions = { module: undefined, bytes: undefined, relaxed: false };

let instance: Instance | undefined;

/** What {@link init} has made the instance of. */
let chosen: WebAssembly.Module | undefined;

/** The instance of the kernels. */
export function wasm(): Instance {
  instance ??= instantiate(kernels.base());
  return instance;
}

/**
 * Chooses how the kernels come into being. Nothing needs it but hosts that forbid compiling, delivery of the module
 * from elsewhere, and the relaxed build. `module` and `bytes` take effect at once, `relaxed` when the promise resolves.
 *
 * @throws Error if the kernels are already in use.
 */
export async function init(options: InitOptions = {}): Promise<void> {
  const { module, bytes, relaxed } = withDefaults<InitOptions>("init", defaults, options);
  boolean("init", "relaxed", relaxed);
  if (instance) throw refused("init", "the kernels are already in use", "Call it before anything else.");
  if ([module, bytes, relaxed || undefined].filter((given) => given !== undefined).length > 1) {
    throw refused("init", "only one of module, bytes and relaxed can be given");
  }
  if (module !== undefined) {
    if (!isModule(module)) throw wrongType("init", "module must be a WebAssembly.Module", module);
    instance = choose(module);
  } else if (bytes !== undefined) {
    instance = choose(bytes);
  } else if (relaxed) {
    if (!kernels.relaxed) {
      throw refused(
        "init",
        "this runtime compiles no WebAssembly at run time",
        'Import "rivulet/kernels-relaxed.wasm" and give it as module.',
      );
    }
    const binary = await kernels.relaxed();
    if (!WebAssembly.validate(binary)) throw refused("init", "this runtime has no relaxed SIMD");
    instance ??= choose(binary);
  }
}

/** The module that {@link init} was told to use, for others that are to compute the same. */
export function chosenModule(): WebAssembly.Module | undefined {
  return chosen;
}

/** What it throws of the engine's is told as `init`'s. */
function choose(source: WebAssembly.Module | Uint8Array | ArrayBuffer): Instance {
  return explained("init", () => {
    const module = isModule(source) ? source : compile(source);
    const made = instantiate(module);
    chosen = module;
    return made;
  });
}

/** Also true of a module from another realm, such as the one that an edge runtime is handed by its host. */
function isModule(value: unknown): value is WebAssembly.Module {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}

function compile(bytes: Uint8Array | ArrayBuffer): WebAssembly.Module {
  if (typeof WebAssembly === "undefined" || !WebAssembly.validate(new Uint8Array(usesSimd))) {
    throw refused("load", "this runtime has no WebAssembly SIMD");
  }
  return new WebAssembly.Module(bytes as BufferSource);
}

function instantiate(source: WebAssembly.Module | Uint8Array | ArrayBuffer): Instance {
  const module = isModule(source) ? source : compile(source);
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  const missing = kernelNames.find((name) => !exports[name]);
  if (missing) throw refused("init", `the module must have ${missing}`);
  const first = exports.table.grow(kernelNames.length);
  const tableIndex = new Map<KernelName, number>();
  kernelNames.forEach((name, i) => {
    exports.table.set(first + i, exports[name]);
    tableIndex.set(name, first + i);
  });
  const { buffer } = exports.memory;
  return { exports, tableIndex, f32: new Float32Array(buffer), i32: new Int32Array(buffer) };
}
