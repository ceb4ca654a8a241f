"""Small .keras files as Keras 2 wrote them, with inputs and outputs: pip install tf_keras; python legacy.py

With Keras 2.12 or 2.14 in place of tf_keras it writes *-keras-2.12 and the like: pip install tensorflow-cpu==2.12.1; python legacy.py states nested
"""

import base64
import json
import os
import pathlib
import sys
import zlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import numpy as np
import tensorflow as tf

try:
    import tf_keras as keras
except ImportError:
    import keras

L, Input, Model = keras.layers, keras.Input, keras.Model
MINOR = int(keras.__version__.split(".")[1])
FOLDER = pathlib.Path(__file__).parent / "files"


def bidirectional(rng):
    layers = [L.Bidirectional(L.GRU(3, return_sequences=True)), L.Bidirectional(L.LSTM(2)), L.BatchNormalization()]
    return keras.Sequential([Input((None, 4)), *layers]), [values(rng, 2, 5, 4)]


def states(rng):
    """Keras 2 heeds the mask of an input although a state is given; Keras 3 does not."""
    source, target = Input((None,)), Input((None,))
    _, h, c = L.LSTM(4, return_state=True)(L.Embedding(9, 3, mask_zero=True)(source))
    embedded = L.Embedding(9, 3, mask_zero=True)(target)
    y = L.LSTM(4, return_sequences=True)(embedded, initial_state=[h, c])
    return Model([source, target], L.GRU(3)(y)), [ids(rng, 3, 6), ids(rng, 3, 4)]


def nested(rng):
    a = Input((None, 4))
    inner = Model(a, [L.GRU(3)(a), L.LSTM(2)(a)])
    block = keras.Sequential([Input((3,)), L.Dense(2)])
    b, c = Input((None, 4)), Input((None, 4))
    (o, p), (_, r) = inner(b), inner(c)
    return Model([b, c], [block(o), L.Add()([p, r]), block(inner(b)[0])]), [values(rng, 2, 5, 4), values(rng, 2, 3, 4)]


def trained(rng):
    """Keras 2 has the learning rate in the options alone."""
    return compiled(rng, keras.optimizers.Adam(0.01), keras.losses.Huber(0.5))


def trained_sgd(rng):
    """An optimizer by its name; Keras 2 remembers momentums that are not used."""
    return compiled(rng, "sgd", "mse")


def compiled(rng, optimizer, loss):
    model = keras.Sequential([Input((None, 4)), L.GRU(3), L.Dense(2)])
    model.compile(optimizer, loss, metrics=["mae"])
    model.fit(values(rng, 32, 6, 4), values(rng, 32, 2), batch_size=16, epochs=2, verbose=0)
    return model, [values(rng, 3, 5, 4)]


def values(rng, *shape):
    return rng.normal(size=shape).astype("float32")


def ids(rng, batch, steps):
    array = rng.integers(1, 9, (batch, steps)).astype("int32")
    array[0, -2:], array[-1, 1:] = 0, 0
    return array


def encode(array, dtype):
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode()


for build in (bidirectional, states, nested, trained, trained_sgd):
    if len(sys.argv) > 1 and build.__name__ not in sys.argv[1:]:
        continue
    keras.backend.clear_session()
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(build.__name__.encode())))
    model, inputs = build(rng)
    if not model.optimizer:
        model.set_weights(
            [rng.uniform(0.5, 1.5, w.shape) if "variance" in w.name else rng.normal(0, 0.5, w.shape) for w in model.weights]
        )
    path = FOLDER / f"{build.__name__.replace('_', '-')}-keras-2{f'.{MINOR}' if MINOR < 15 else ''}"
    model.save(f"{path}.keras", **({"save_format": "keras_v3"} if MINOR == 12 else {}))
    outputs = tf.nest.flatten(model(inputs if len(inputs) > 1 else inputs[0], training=False))
    head = {"keras": f"{keras.__name__} {keras.__version__}", "backend": "tensorflow", "script": "test/golden/legacy.py"}
    arrays = {
        "inputs": [{"shape": list(x.shape), "dtype": str(x.dtype), "data": encode(x, x.dtype)} for x in inputs],
        "outputs": [{"shape": list(y.shape), "data": encode(y, "float32")} for y in outputs],
    }
    if model.optimizer:
        labels = values(rng, *outputs[0].shape)
        losses = [float(model.train_on_batch(inputs[0], labels)[0]) for _ in range(2)]
        arrays |= {"labels": {"shape": list(labels.shape), "data": encode(labels, "float32")}, "losses": losses}
    fields = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in {**head, **arrays}.items()]
    path.with_name(path.name + ".json").write_text("{\n  " + ",\n  ".join(fields) + "\n}\n")
