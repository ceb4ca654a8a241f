/**
 * Forecasting Seattle's weather: data and model.
 * After {@link https://keras.io/examples/timeseries/timeseries_weather_forecasting/}
 */
import { readFileSync } from "node:fs";
import { Dense, input, LSTM, Model, timeseriesDataset } from "../../src/index.ts";

/** Daily weather from 2012 to 2015: NOAA's, in the npm package vega-datasets. */
const FILE = new URL("../../node_modules/vega-datasets/data/seattle-weather.csv", import.meta.url);

/** Days that are looked back at. */
const PAST = 30;
/** Days that are looked ahead. */
const FUTURE = 1;
const SPLIT_FRACTION = 0.75;
const BATCH_SIZE = 32;

/** A row a day: precipitation (mm), highest and lowest temperature (°C), wind (m/s), and where in the year it is. */
function readWeather(): number[][] {
  const [, ...lines] = readFileSync(FILE, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [date, ...rest] = line.split(",");
    const dayOfYear = (Date.parse(date!) - Date.parse(`${date!.slice(0, 4)}-01-01`)) / 86_400_000;
    const angle = (2 * Math.PI * dayOfYear) / 365.25;
    return [...rest.slice(0, 4).map(Number), Math.sin(angle), Math.cos(angle)];
  });
}

/** The column that is forecast: the highest temperature of a day. */
const TARGET = 1;

/** Each column less its mean, divided by its standard deviation; both are of the training rows. */
function normalize(rows: readonly number[][], trainSplit: number) {
  const columns = rows[0]!.map((_, i) => rows.slice(0, trainSplit).map((row) => row[i]!));
  const means = columns.map((column) => column.reduce((sum, x) => sum + x) / trainSplit);
  const deviations = columns.map((column, i) =>
    Math.sqrt(column.reduce((sum, x) => sum + (x - means[i]!) ** 2, 0) / trainSplit),
  );
  const data = rows.map((row) => row.map((x, i) => (x - means[i]!) / deviations[i]!));
  return { data, deviation: deviations[TARGET]! };
}

/** All rows, normalized, and what it takes to make °C of the target again. */
export function loadRows() {
  const rows = readWeather();
  const trainSplit = Math.floor(SPLIT_FRACTION * rows.length);
  return { ...normalize(rows, trainSplit), trainSplit };
}

/** Batches of windows: of the first three years, and of the last for validation. */
export function loadData() {
  const { data, deviation, trainSplit } = loadRows();
  const windows = (rows: number[][]) =>
    timeseriesDataset(
      rows.slice(0, -FUTURE),
      rows.slice(PAST + FUTURE - 1).map((row) => [row[TARGET]!]),
      { sequenceLength: PAST, batchSize: BATCH_SIZE },
    );
  return { train: windows(data.slice(0, trainSplit)), val: windows(data.slice(trainSplit)), deviation };
}

export function buildModel(features = 6): Model {
  const inputs = input({ shape: [PAST, features] });
  const lstmOut = new LSTM({ units: 32 }).apply(inputs);
  return new Model({ inputs, outputs: new Dense({ units: 1 }).apply(lstmOut) });
}
