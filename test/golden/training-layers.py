"""Layers called in training: outputs, what moves by it, and what is added to the loss."""

from common import Golden, Numbers, encode, encode_input, encode_output, fresh_names, json, keras, quiet, tf

L = keras.layers
R = keras.regularizers
golden = Golden(__file__)


def add(name, make, *shape, mask=None, calls=1, training=True):
    """Calls a layer with random weights, and keeps its last outputs, its weights before and after, and its losses."""
    fresh_names()
    rng = Numbers(name)
    layer = make()
    x = rng.integers(0, 5, shape).astype("int32") if isinstance(layer, L.Embedding) else rng.values(*shape) * 2 + 1
    given = {} if mask is None else {"mask": rng.mask(mask, *shape[:2]) if len(shape) > 2 else rng.random(shape[0]) < 0.6}
    layer(x)
    layer.set_weights([rng.weight(w, 1.0) for w in layer.weights])
    before = layer.get_weights()
    for _ in range(calls):
        outputs = layer(x, **given, **({} if isinstance(layer, L.Embedding) else {"training": training}))
    golden.cases[name] = {
        "name": name,
        "config": quiet_layer(layer),
        "training": training,
        "calls": calls,
        "input": encode_input(x),
        "mask": encode_input(given["mask"]) if given else None,
        "before": [{"shape": list(w.shape), "data": encode(w)} for w in before],
        "after": [{"shape": list(w.shape), "data": encode(w)} for w in layer.get_weights()],
        "trainable": [w.path.split("/")[-1] for w in layer.trainable_weights],
        "outputs": [encode_output(y) for y in tf.nest.flatten(outputs)],
        "losses": [float(loss) for loss in layer.losses],
    }


def quiet_layer(layer):
    return quiet(json.loads(json.dumps(keras.saving.serialize_keras_object(layer))))


# BatchNormalization
for options in [
    {},
    {"axis": 1},
    {"axis": 1, "momentum": 0.5},
    {"momentum": 0.0, "epsilon": 0.1},
    {"center": False},
    {"scale": False},
    {"center": False, "scale": False},
    {"trainable": False},
]:
    add(f"BatchNormalization {options}", lambda o=options: L.BatchNormalization(**o), 4, 3, 5)
add("BatchNormalization called three times", lambda: L.BatchNormalization(momentum=0.9), 4, 3, 5, calls=3)
add("BatchNormalization of 2D", lambda: L.BatchNormalization(momentum=0.8), 7, 5)
add("BatchNormalization of 4D", lambda: L.BatchNormalization(axis=2), 2, 3, 4, 5)
add("BatchNormalization of one row", lambda: L.BatchNormalization(), 1, 5)
add("BatchNormalization of one feature", lambda: L.BatchNormalization(), 6, 1)
add("BatchNormalization in inference", lambda: L.BatchNormalization(), 4, 3, 5, training=False)
for kind in ("right-padded", "scattered", "with an all-masked row"):
    add(f"BatchNormalization with a mask, {kind}", lambda: L.BatchNormalization(momentum=0.7), 4, 6, 5, mask=kind)
add("BatchNormalization of 2D with a mask", lambda: L.BatchNormalization(), 9, 5, mask="rows")
add("BatchNormalization of axis 1 with a mask", lambda: L.BatchNormalization(axis=1), 4, 6, 5, mask="scattered")
add("BatchNormalization at all steps", lambda: L.TimeDistributed(L.BatchNormalization(momentum=0.7)), 4, 3, 5)
add("BatchNormalization at all steps, masked", lambda: L.TimeDistributed(L.BatchNormalization()), 4, 3, 5, mask="scattered")

# Regularizers of weights and outputs
ALL = {"kernel_regularizer": R.L1(0.1), "bias_regularizer": "l2", "activity_regularizer": R.L1L2(0.01, 0.02)}
recurrent = {**ALL, "recurrent_regularizer": R.L1L2(0.03, 0.04)}
for options in [{}, {"return_sequences": True}, {"return_sequences": True, "return_state": True}]:
    for layer in (L.SimpleRNN, L.GRU, L.LSTM):
        add(f"{layer.__name__} with regularizers {options}", lambda la=layer, o=options: la(3, **recurrent, **o), 4, 3, 2)
add("Dense with regularizers", lambda: L.Dense(3, **ALL), 4, 5)
add("Dense with regularizers in inference", lambda: L.Dense(3, **ALL), 4, 5, training=False)
add("Dense with regularizers, not trainable", lambda: L.Dense(3, trainable=False, **ALL), 4, 5)
add("Dense on 3D with regularizers", lambda: L.Dense(3, **ALL), 4, 2, 5)
add("Conv1D with regularizers", lambda: L.Conv1D(3, 2, **ALL), 2, 5, 4)
add("Embedding with regularizers", lambda: L.Embedding(5, 3, embeddings_regularizer="l2", activity_regularizer="l1"), 2, 4)
norm = {"gamma_regularizer": "l1", "beta_regularizer": "l2"}
add("BatchNormalization with regularizers", lambda: L.BatchNormalization(**norm), 4, 5)
add("LayerNormalization with regularizers", lambda: L.LayerNormalization(**norm, activity_regularizer="l2"), 4, 5)
add("Bidirectional with regularizers", lambda: L.Bidirectional(L.GRU(2, **recurrent)), 4, 3, 2)
add("Bidirectional with a regularizer of its own", lambda: L.Bidirectional(L.GRU(2), activity_regularizer="l2"), 4, 3, 2)
add("RNN with regularizers", lambda: L.RNN(L.LSTMCell(2, kernel_regularizer="l2"), activity_regularizer="l2"), 4, 3, 2)
add("Activation with a regularizer", lambda: L.Activation("relu", activity_regularizer="l2"), 4, 5)
add("a stack with regularizers", lambda: keras.Sequential([L.Dense(3, **ALL), L.Dense(2, **ALL)]), 4, 5)
for name, inner in {
    "Dense": lambda: L.Dense(3, **ALL),
    "a stack": lambda: keras.Sequential([L.Dense(3, **ALL), L.Dense(2, **ALL)]),
    "a stack with BatchNormalization": lambda: keras.Sequential([L.Dense(3, **ALL), L.BatchNormalization()]),
}.items():
    add(f"TimeDistributed of {name} with regularizers", lambda make=inner: L.TimeDistributed(make()), 4, 3, 5)

golden.write()
