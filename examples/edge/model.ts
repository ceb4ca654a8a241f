// Makes gru.keras, the model that worker.ts serves: weights by seed, so that the file is the same each time.
import { writeFileSync } from "node:fs";
import { Dense, GRU, initializers, input, Sequential } from "rivulet";
import { saveKeras } from "rivulet/keras";

const seeded = (seed: number) => new initializers.GlorotUniform({ seed });
const model = new Sequential(
  [
    input({ shape: [null, 8], name: "frames" }),
    new GRU({
      units: 32,
      returnSequences: true,
      kernelInitializer: seeded(1),
      recurrentInitializer: seeded(2),
      name: "gru",
    }),
    new Dense({ units: 4, activation: "softmax", kernelInitializer: seeded(3), name: "classes" }),
  ],
  { name: "gru_of_a_session" },
);
writeFileSync("gru.keras", saveKeras(model, { date: new Date(0) }));
