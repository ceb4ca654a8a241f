"""Gradients: what a tape makes of the cases of the other topics, called as in training.

The loss is the sum of all outputs of floats, each element times a factor of its own, see `factors`. A case refers to the
other topic's by its name; `weights` has a gradient for each of `model.weights`, null where there is none, `inputs` one for
each input.
"""

import base64
import json
import re
import sys

from common import FOLDER, encode, encode_output, fresh_names, keras, np, tf

# Of topics that cover pairs of options, every case that is chosen by its number.
EVERY = {"layers": 1, "models": 1, "operations": 4, "cells": 8, "recurrent": 12, "bidirectional": 12}
ALWAYS = ["ops.stop_gradient"]
# Each activation once: at numbers where some have corners.
AGAIN = re.compile(r"Dense on .D has the activation|Activation \w+$")
# Random in training.
RANDOM = re.compile(r'"(recurrent_)?dropout": (?!0\.0\b)[0-9]|"class_name": "(Dropout|SpatialDropout|GaussianNoise)')


def factors(shape):
    """From -1/2 to 1/2, never 0."""
    count = int(np.prod(shape))
    return ((np.arange(count) * 37 % 101 - 50.5) / 101).astype("float32").reshape(shape)


def decode(array):
    dtype = array.get("dtype", "float32")
    stored = np.frombuffer(base64.b64decode(array["data"]), "uint8" if dtype == "bool" else dtype)
    return stored.astype(dtype).reshape(array["shape"])


def gradients(case):
    """{loss, weights, inputs}, or None for what has no loss."""
    fresh_names()
    model = keras.models.model_from_json(json.dumps(case["config"]))
    model.set_weights([decode(w) for w in case["weights"]])
    inputs = [tf.constant(decode(x)) for x in case["inputs"]]
    floats = [x for x in inputs if x.dtype == tf.float32]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        outputs = tf.nest.flatten(model(inputs if len(inputs) > 1 else inputs[0], training=True))
        terms = [tf.reduce_sum(y * factors(y.shape)) for y in outputs if y.dtype == tf.float32]
        if not terms:
            return None
        loss = tf.add_n(terms)
    weights = [w.value for w in model.weights]
    found = tape.gradient(loss, weights + inputs)
    dense = [None if one is None else tf.convert_to_tensor(one).numpy() for one in found]
    if not any(one is not None and one.size for one in dense):
        return None
    if any(one is not None and not np.isfinite(one).all() for one in dense):
        print(f"not a fair case: {case['name']}")
        return None
    return {
        "loss": float(loss),
        "weights": [one is not None and encode_output(one) or None for one in dense[: len(weights)]],
        "inputs": [one is not None and encode_output(one) or None for one in dense[len(weights) :]],
    }


lines = []
for topic, step in EVERY.items():
    cases = json.loads((FOLDER / f"{topic}.json").read_text())["cases"]
    for number, case in enumerate(cases):
        if number % step and case["name"] not in ALWAYS:
            continue
        if "calls" in case or AGAIN.match(case["name"]) or RANDOM.search(json.dumps(case["config"])):
            continue
        found = gradients(case)
        if found:
            lines.append(json.dumps({"topic": topic, "name": case["name"], **found}, separators=(",", ":")))
    print(topic, len(cases), len(lines), file=sys.stderr)
head = json.dumps({"keras": keras.__version__, "backend": "tensorflow", "script": "test/golden/gradients.py"})
text = head[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n] }\n"
(FOLDER / "gradients.json").write_text(text)
print(f"gradients.json: {len(lines)} cases, {len(text) // 1024} KB")
