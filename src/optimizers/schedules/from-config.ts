/**
 * Schedules from configurations.
 *
 * @module
 */
import { refused } from "../../check.ts";
import type { Config } from "../../configured.ts";
import * as schedules from "./index.ts";
import type { LearningRateSchedule } from "./schedule.ts";

interface ScheduleClass {
  fromConfig(config: Config): unknown;
}

/** Makes a schedule from `{ className, config }`; `classes` are those of one's own. @internal */
export function scheduleFrom(
  { className, config }: Config,
  classes: Readonly<Record<string, ScheduleClass>>,
): LearningRateSchedule {
  const known: Readonly<Record<string, unknown>> = { ...schedules, ...classes };
  const found = Object.hasOwn(known, String(className)) ? known[String(className)] : undefined;
  if (!found)
    throw refused("fromConfig", `schedule "${className}" is not known`, `Known: ${Object.keys(known).join(", ")}.`);
  return (found as ScheduleClass).fromConfig(config as Config) as LearningRateSchedule;
}
