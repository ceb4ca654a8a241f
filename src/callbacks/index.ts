/**
 * Callbacks: what is done in the course of training. Names, options and behaviour are those of `keras.callbacks`.
 *
 * @module
 */
export { Callback, type CallbackParams, type Logs } from "./callback.ts";
export { CSVLogger, type CSVLoggerOptions } from "./csv-logger.ts";
export { EarlyStopping, type EarlyStoppingOptions } from "./early-stopping.ts";
export { History } from "./history.ts";
export { LambdaCallback, type LambdaCallbackOptions } from "./lambda-callback.ts";
export { LearningRateScheduler } from "./learning-rate-scheduler.ts";
export { ModelCheckpoint, type ModelCheckpointOptions } from "./model-checkpoint.ts";
export { Monitor, type MonitorOptions } from "./monitor.ts";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./reduce-lr-on-plateau.ts";
export { TerminateOnNaN, type TerminateOnNaNOptions } from "./terminate-on-nan.ts";
