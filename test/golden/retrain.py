"""One more step in Keras of what rivulet has half trained: python retrain.py folder

For every <name>.keras of the folder and {x, y} in <name>.json beside it, prints a line of JSON: the optimizer's variables
as they were read, the loss of one step, and the weights behind it.
"""

import json
import pathlib
import sys
import warnings

from common import encode, keras, np

# Keras only warns where it skips the state of an optimizer.
warnings.simplefilter("error", UserWarning)

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.keras")):
    keras.backend.clear_session()
    data = json.loads(path.with_suffix(".json").read_text())
    model = keras.models.load_model(path)
    state = [encode(np.asarray(one, "float32")) for one in model.optimizer.variables]
    loss = model.train_on_batch(np.array(data["x"], "float32"), np.array(data["y"], "float32"))
    weights = [encode(one) for one in model.get_weights()]
    model.save(path.with_suffix(".again.keras"))
    print(json.dumps({"name": path.stem, "state": state, "loss": float(np.ravel(loss)[0]), "weights": weights}), flush=True)
