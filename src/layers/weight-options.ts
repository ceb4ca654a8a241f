/**
 * The options of weights: how each begins, what it adds to the loss, and what it must be after a step of training.
 *
 * @module
 */
import type { ConstraintLike } from "../constraints/by-name.ts";
import type { InitializerLike } from "../initializers/by-name.ts";
import type { RegularizerLike } from "../regularizers/by-name.ts";

/** Options of layers with a kernel W. */
export interface KernelOptions {
  /** How W begins; defaults to `"glorotUniform"`. */
  kernelInitializer?: InitializerLike | undefined;
  /** What W adds to the loss; defaults to null, nothing. */
  kernelRegularizer?: RegularizerLike | null | undefined;
  /** What W must be after each step of training; defaults to null, anything. */
  kernelConstraint?: ConstraintLike | null | undefined;
}

/** The defaults of {@link KernelOptions}. @internal */
export const kernelDefaults: object = {
  kernelInitializer: "glorotUniform",
  kernelRegularizer: null,
  kernelConstraint: null,
};

/** Options of layers with a bias b. */
export interface BiasOptions {
  /** Whether b is added; defaults to true. */
  useBias?: boolean | undefined;
  /** How b begins; defaults to `"zeros"`. */
  biasInitializer?: InitializerLike | undefined;
  /** What b adds to the loss; defaults to null, nothing. */
  biasRegularizer?: RegularizerLike | null | undefined;
  /** What b must be after each step of training; defaults to null, anything. */
  biasConstraint?: ConstraintLike | null | undefined;
}

/** The defaults of {@link BiasOptions}. @internal */
export const biasDefaults: object = {
  useBias: true,
  biasInitializer: "zeros",
  biasRegularizer: null,
  biasConstraint: null,
};

/** Options of layers that end with a factor γ and an offset β. */
export interface ScaleOptions {
  /** ε, added to the variance; defaults to 0.001. */
  epsilon?: number | undefined;
  /** Whether β is added; defaults to true. */
  center?: boolean | undefined;
  /** Whether there is a factor γ; defaults to true. */
  scale?: boolean | undefined;
  /** How β begins; defaults to `"zeros"`. */
  betaInitializer?: InitializerLike | undefined;
  /** What β adds to the loss; defaults to null, nothing. */
  betaRegularizer?: RegularizerLike | null | undefined;
  /** What β must be after each step of training; defaults to null, anything. */
  betaConstraint?: ConstraintLike | null | undefined;
  /** How γ begins; defaults to `"ones"`. */
  gammaInitializer?: InitializerLike | undefined;
  /** What γ adds to the loss; defaults to null, nothing. */
  gammaRegularizer?: RegularizerLike | null | undefined;
  /** What γ must be after each step of training; defaults to null, anything. */
  gammaConstraint?: ConstraintLike | null | undefined;
}

/** The defaults of {@link ScaleOptions}. @internal */
export const scaleDefaults: object = {
  epsilon: 0.001,
  center: true,
  scale: true,
  betaInitializer: "zeros",
  betaRegularizer: null,
  betaConstraint: null,
  gammaInitializer: "ones",
  gammaRegularizer: null,
  gammaConstraint: null,
};
