"""What Keras makes of files that it did not write: python reopen.py folder

For every <name>.keras of the folder and the inputs in <name>.json beside it, prints a line of JSON: name, weights and
outputs as the goldens have them, or the error.
"""

import base64
import json
import pathlib
import sys

from common import encode, encode_output, keras, np
from leak import Leak

BYTES = {"int32": np.int32, "bool": np.uint8}


def decode(array):
    dtype = BYTES.get(array.get("dtype"), np.float32)
    return np.frombuffer(base64.b64decode(array["data"]), dtype).reshape(array["shape"])


def reopen(path):
    keras.backend.clear_session()
    call = json.loads(path.with_suffix(".json").read_text())
    model = keras.models.load_model(path, custom_objects={"Leak": Leak})
    inputs = [decode(one).astype(one.get("dtype", "float32")) for one in call["inputs"]]
    outputs = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    return {
        "outputs": [encode_output(one) for one in keras.tree.flatten(outputs)],
        "weights": [encode(one) for one in model.get_weights()],
    }


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.keras")):
    try:
        print(json.dumps({"name": path.stem, **reopen(path)}), flush=True)
    except Exception as error:  # noqa: BLE001
        print(json.dumps({"name": path.stem, "error": f"{type(error).__name__}: {error}"}), flush=True)
