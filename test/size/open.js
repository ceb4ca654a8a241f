// Opens a .keras file of a GRU and a Dense, and predicts.
import { Dense, GRU, tensor } from "rivulet";
import { openKeras } from "rivulet/keras";

export const predict = (bytes, x, shape) => openKeras(bytes, { layers: [Dense, GRU] }).predict(tensor(x, shape));
