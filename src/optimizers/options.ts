/**
 * The options that all optimizers have in common.
 *
 * @module
 */
import {
  boolean,
  type Given,
  numberFromZero,
  numberWithin,
  positiveInteger,
  positiveNumber,
  wrongType,
  wrongValue,
} from "../check.ts";
import type { Filled } from "../configured.ts";
import { LearningRateSchedule } from "./schedules/schedule.ts";

/** A learning rate: a number, a schedule, or a function of the number of steps taken. */
export type LearningRate = number | LearningRateSchedule | ((step: number) => number);

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** How far a step goes: a number of 0 or more, a schedule, or a function of the number of steps taken. */
  learningRate?: LearningRate | undefined;
  /** What part of a weight, times the learning rate, is taken from it at each step; defaults to null, for nothing. */
  weightDecay?: number | null | undefined;
  /** The greatest norm of the gradient of one weight; defaults to null, for any. */
  clipnorm?: number | null | undefined;
  /** The greatest size of each number of a gradient; defaults to null, for any. */
  clipvalue?: number | null | undefined;
  /** The greatest norm of all gradients together; defaults to null, for any. */
  globalClipnorm?: number | null | undefined;
  /** Whether to keep a moving average of the weights, which replaces them in the end; defaults to false. */
  useEma?: boolean | undefined;
  /** How much of the moving average stays at each step; from 0 to 1, defaults to 0.99. */
  emaMomentum?: number | undefined;
  /** After how many steps the average replaces the weights, again and again; defaults to null, for only in the end. */
  emaOverwriteFrequency?: number | null | undefined;
  /** The mean gradient of how many batches makes one step; an integer of 2 or more, or null, the default, for one. */
  gradientAccumulationSteps?: number | null | undefined;
  /** What files call it; defaults to the name of the class in small letters. */
  name?: string | undefined;
}

/** The defaults of what all optimizers have in common. @internal */
export const commonDefaults: Given<OptimizerOptions> = {
  weightDecay: null,
  clipnorm: null,
  clipvalue: null,
  globalClipnorm: null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null,
  gradientAccumulationSteps: null,
};

/** Requires options to be what they must be. @internal */
export function checkOptions(where: string, options: Filled<OptimizerOptions>): void {
  const { learningRate, weightDecay, useEma, emaMomentum, emaOverwriteFrequency, name } = options;
  checkLearningRate(where, learningRate);
  if (weightDecay !== null) numberFromZero(where, "weightDecay", weightDecay);
  checkClipping(where, options);
  boolean(where, "useEma", useEma);
  numberWithin(where, "emaMomentum", emaMomentum, 0, 1);
  if (emaOverwriteFrequency !== null) positiveInteger(where, "emaOverwriteFrequency", emaOverwriteFrequency);
  const { gradientAccumulationSteps } = options;
  if (gradientAccumulationSteps !== null) {
    if (positiveInteger(where, "gradientAccumulationSteps", gradientAccumulationSteps) < 2) {
      throw wrongValue(where, "gradientAccumulationSteps must be an integer of 2 or more", gradientAccumulationSteps);
    }
  }
  if (typeof name !== "string") throw wrongType(where, "name must be a string", name);
}

function checkLearningRate(where: string, value: unknown): void {
  if (typeof value === "function" || value instanceof LearningRateSchedule) return;
  if (typeof value === "number") numberFromZero(where, "learningRate", value);
  else throw wrongType(where, "learningRate must be a number, a schedule or a function of the step", value);
}

function checkClipping(where: string, options: Filled<OptimizerOptions>): void {
  const { clipnorm, clipvalue, globalClipnorm } = options;
  const given = Object.entries({ clipnorm, clipvalue, globalClipnorm }).filter(([, value]) => value !== null);
  for (const [name, value] of given) positiveNumber(where, name, value);
  if (given.length > 1) {
    throw wrongValue(
      where,
      "only one of clipnorm, clipvalue and globalClipnorm must be given",
      given.map(([name]) => name),
    );
  }
}
