import { startDates } from "./dates/section.ts";
import { startLayer } from "./layer/section.ts";
import { startTraining } from "./training/section.ts";

startLayer();
startTraining();
await startDates();
