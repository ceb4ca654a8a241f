/**
 * Long work shared out to workers.
 *
 * @module
 */
export { Pool, type PoolOptions, type PoolPredictOptions } from "./pool.ts";
export { type ServeOptions, serve } from "./serve.ts";
