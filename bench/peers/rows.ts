/** The workloads on which rivulet and its peers are timed. */

/** A recurrent layer alone: a step of a stream, or a whole sequence. */
export interface LayerRow {
  readonly kind: "step" | "sequence" | "batch";
  readonly cell: "GRU" | "LSTM";
  readonly batch: number;
  readonly timesteps: number;
  readonly inputs: number;
  readonly units: number;
}

/** Translation: an encoder reads so many tokens, a decoder gives as many, the likeliest each time. */
export interface DecodeRow {
  readonly kind: "decode";
  readonly tokens: number;
  readonly vocabulary: number;
  readonly units: number;
}

/** One step of training: forward, backward, Adam. */
export interface TrainRow {
  readonly kind: "train";
  readonly model: "GRU to number" | "LSTM on one-hot" | "LSTM on Embedding";
  readonly batch: number;
  readonly timesteps: number;
  readonly inputs: number;
  readonly units: number;
}

export type Row = LayerRow | DecodeRow | TrainRow;

const cells = ["GRU", "LSTM"] as const;

function layers(kind: LayerRow["kind"], sizes: readonly (readonly [number, number, number])[]): LayerRow[] {
  return cells.flatMap((cell) =>
    sizes.map(([batch, timesteps, units]) => ({ kind, cell, batch, timesteps, inputs: units, units })),
  );
}

/** All rows: inputs are as many as units. */
export const rows: readonly Row[] = [
  ...layers(
    "step",
    [32, 64, 128, 256, 512, 1024].map((units) => [1, 1, units] as const),
  ),
  ...layers(
    "sequence",
    [64, 128, 256, 512, 1024].map((units) => [1, 100, units] as const),
  ),
  ...layers("batch", [
    [8, 50, 64],
    [8, 50, 128],
    [8, 50, 256],
    [32, 50, 64],
    [32, 50, 128],
    [32, 50, 256],
    [64, 50, 256],
    [64, 50, 512],
  ]),
  { kind: "decode", tokens: 20, vocabulary: 10000, units: 256 },
  { kind: "train", model: "GRU to number", batch: 32, timesteps: 50, inputs: 16, units: 128 },
  { kind: "train", model: "LSTM on one-hot", batch: 64, timesteps: 64, inputs: 64, units: 128 },
  { kind: "train", model: "LSTM on Embedding", batch: 64, timesteps: 64, inputs: 64, units: 128 },
];

/** A row in a few words. */
export function nameOf(row: Row): string {
  switch (row.kind) {
    case "decode":
      return `decode ${row.tokens} of ${row.vocabulary} · GRU ${row.units}`;
    case "train":
      return `train ${row.model} · B${row.batch} T${row.timesteps} I${row.inputs} H${row.units}`;
    case "step":
      return `step ${row.cell} ${row.units}`;
    default:
      return `${row.kind} ${row.cell} ${row.units} · B${row.batch} T${row.timesteps}`;
  }
}
