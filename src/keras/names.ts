/**
 * Names: snake_case in files, camelCase here.
 *
 * @module
 */
import { lookUp } from "./json.ts";

/** `return_sequences` → `returnSequences`. */
export function toCamelCase(name: string): string {
  return name.replace(/(?<=[^_])_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Options whose digits stand apart in files. */
const APART: Readonly<Record<string, string>> = { beta1: "beta_1", beta2: "beta_2" };

/** `returnSequences` → `return_sequences`: what {@link toCamelCase} undoes. */
export function toSnakeCaseOption(name: string): string {
  // Abbreviations and names of classes stay: ROC, MSE.
  if (/^[A-Z]/.test(name)) return name;
  return lookUp(APART, name) ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The name of a class behind that of its package: `Leak` of `rivulet>Leak`. */
export function unpackaged(registeredName: string): string {
  return registeredName.replace(/^.*>/, "");
}

/** Options that hold functions, or objects in their place; names of functions are in snake_case in files. */
export function holdsFunctionName(option: string): boolean {
  return /(^|_)(activation|initializer|regularizer|constraint)$/.test(option);
}

/** Options of all layers that say nothing about the results: how to compute, and what training does. */
const WITHOUT_EFFECT = new Set([
  "autocast",
  "batch_input_shape",
  "dtype",
  "implementation",
  "input_length",
  "input_shape",
  "lora_alpha",
  "noise_shape",
  "quantization_config",
  "ragged",
  "renorm_clipping",
  "renorm_momentum",
  "sparse",
  "synchronized",
  "use_cudnn",
]);

/** Whether an option can be left out without changing what the layer computes. */
export function isWithoutEffect(option: string): boolean {
  return WITHOUT_EFFECT.has(option) || /_(regularizer|constraint)$/.test(option);
}

/** The only values that options can have which the layers here do not know. */
const NEUTRAL: Readonly<Record<string, unknown>> = {
  data_format: "channels_last",
  renorm: false,
  rms_scaling: false,
  time_major: false,
  virtual_batch_size: null,
};

/** Whether a layer that does not know the option does what Keras does with this value of it. */
export function isNeutral(option: string, value: unknown): boolean {
  return value === null || (Object.hasOwn(NEUTRAL, option) && NEUTRAL[option] === value);
}
