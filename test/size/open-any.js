// Opens any .keras file, and predicts.
import { tensor } from "rivulet";
import { loadKeras } from "rivulet/keras";

export const predict = (bytes, x, shape) => loadKeras(bytes).predict(tensor(x, shape));
