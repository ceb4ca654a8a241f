// Learns to forecast tomorrow's highest temperature: npx tsx examples/weather/train.ts [epochs]
import { callbacks, optimizers } from "../../src/index.ts";
import { buildModel, loadData } from "./weather.ts";

const epochs = Number(process.argv[2] ?? 30);

const { train, val, deviation } = loadData();
const model = buildModel();
model.compile({ optimizer: new optimizers.Adam({ learningRate: 0.001 }), loss: "meanSquaredError" });
console.log(model.summary());

const earlyStopping = new callbacks.EarlyStopping({ monitor: "val_loss", patience: 5, restoreBestWeights: true });
await model.fit(train, { epochs, validationData: val, callbacks: [earlyStopping] });

const { loss } = await model.evaluate(val, { verbose: 0 });
let [off, offAsToday, days] = [0, 0, 0];
for (const [x, y] of val) {
  const forecast = model.predict(x);
  const [, timesteps, features] = x.shape as [number, number, number];
  y.data.forEach((actual, i) => {
    // The highest temperature is the second column.
    const today = x.data[((i + 1) * timesteps - 1) * features + 1]!;
    off += Math.abs(forecast.data[i]! - actual) * deviation;
    offAsToday += Math.abs(today - actual) * deviation;
    days++;
  });
}
console.log(`\nOn ${days} days it has not seen: loss ${loss!.toFixed(4)}`);
console.log(`${(off / days).toFixed(2)} °C off on average; "as today" is ${(offAsToday / days).toFixed(2)} °C off`);
