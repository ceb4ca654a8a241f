"""Small .keras files, each with inputs and Keras's outputs beside it: python files.py [name ...]

Run by an older Keras 3 it writes <name>-keras-<version>.keras, with that version's outputs. Keras 3.0 does not read
back its own Bidirectional (it looks for weights of an unused third copy of the layer); newer versions do.
"""

import json
import sys

from common import FOLDER, Numbers, fresh_names, keras, np, run, tf
from leak import Leak

layers, ops = keras.layers, keras.ops
Input, Model, Sequential = keras.Input, keras.Model, keras.Sequential

# name: (function that builds the model, function of Numbers that makes the inputs)
FILES = {}


def file(name, inputs):
    def remember(build):
        FILES[name] = (build, inputs)
        return build

    return remember


def text(rng):
    """Ids below 9, the rows padded with zeros to different lengths."""
    ids = rng.ids(3, 6, below=8) + 1
    ids[0, 4:], ids[2, 1:] = 0, 0
    return [ids]


def frames(rng):
    return [rng.values(3, 5, 4)]


@file("sequential", text)
def sequential():
    return Sequential(
        [
            Input((None,)),
            layers.Embedding(9, 5, mask_zero=True),
            layers.GRU(7, return_sequences=True),
            layers.Dropout(0.5),
            layers.LSTM(3),
            layers.Dense(4, activation="softmax"),
        ]
    )


@file("sequential-without-input", frames)
def sequential_without_input():
    model = Sequential([layers.SimpleRNN(3, return_sequences=True), layers.GRU(2, reset_after=False)])
    model.build((None, None, 4))
    return model


@file("functional", lambda rng: [*text(rng), rng.values(3, 6, 2), rng.values(3, 7)])
def functional():
    ids, x, h = Input((None,), dtype="int32", name="ids"), Input((None, 2), name="x"), Input((7,), name="h")
    embedded = layers.Embedding(9, 3, mask_zero=True)(ids)
    sequence, state = layers.GRU(7, return_sequences=True, return_state=True)(embedded, initial_state=h)
    last = layers.LSTM(5, go_backwards=True)(layers.Concatenate()([sequence, x]))
    return Model([ids, x, h], [last, state])


@file("stacked-cells", frames)
def stacked_cells():
    x = Input((None, 4))
    cells = [layers.LSTMCell(3), layers.GRUCell(5), layers.LSTMCell(2), layers.SimpleRNNCell(3)]
    outputs = layers.RNN(cells, return_sequences=True, return_state=True)(x)
    return Model(x, tf.nest.flatten(list(outputs)))


@file("nested-cells", frames)
def nested_cells():
    inner = layers.StackedRNNCells([layers.LSTMCell(3), layers.LSTMCell(2)])
    return Sequential([Input((None, 4)), layers.RNN([layers.LSTMCell(5), inner, layers.LSTMCell(3)])])


@file("single-cell", frames)
def single_cell():
    return Sequential([Input((None, 4)), layers.RNN(layers.GRUCell(5, reset_after=False), go_backwards=True)])


@file("bidirectional-stacked", frames)
def bidirectional_stacked():
    cells = [layers.GRUCell(3), layers.LSTMCell(2)]
    return Sequential([Input((None, 4)), layers.Bidirectional(layers.RNN(cells, return_sequences=True))])


@file("bidirectional-backward-layer", frames)
def bidirectional_backward_layer():
    back = layers.LSTM(2, activation="relu", go_backwards=True, return_sequences=True, name="back")
    x = Input((None, 4))
    y = layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode=None, backward_layer=back)(x)
    return Model(x, list(y))


@file("shared-layer", lambda rng: [rng.values(2, 3, 4), rng.values(2, 5, 4)])
def shared_layer():
    a, b = Input((None, 4), name="a"), Input((None, 4), name="b")
    reader = layers.GRU(3)
    read_a, read_b = reader(a), reader(b)
    return Model([a, b], [layers.Subtract()([read_a, read_b]), layers.Dot(axes=1, normalize=True)([read_a, read_b])])


@file("nested-models", lambda rng: [rng.values(2, 3, 4), rng.values(2, 5, 4)])
def nested_models():
    def reader(units):
        x = Input((None, 4))
        return Model(x, layers.GRU(units)(x))

    a, b = Input((None, 4), name="a"), Input((None, 4), name="b")
    first, second = reader(3), reader(5)
    return Model([a, b], [layers.Concatenate()([first(a), second(b), first(b)]), second(a)])


@file("nested-sequentials", frames)
def nested_sequentials():
    def block(units):
        return Sequential([layers.GRU(units, return_sequences=True), layers.LayerNormalization()])

    return Sequential([Input((None, 4)), block(3), block(2)])


@file("custom-names", frames)
def custom_names():
    x = Input((None, 4), name="Größe (cm)")
    y = layers.GRU(3, name="lstm 1.5", return_sequences=True)(x)
    y = layers.LSTM(3, name="gru_1", return_sequences=True)(y)
    return Model(x, layers.Dense(2, name="a very long name, " * 6 + "indeed")(y), name="a model")


@file("masking", lambda rng: [padded(rng), *text(rng)])
def masking():
    x, ids = Input((None, 4), name="x"), Input((None,), name="ids")
    read = layers.LSTM(3, return_sequences=True)(layers.Masking(mask_value=-1.0)(x))
    both = layers.Concatenate(axis=1)([read, layers.Embedding(9, 3, mask_zero=True)(ids)])
    return Model([x, ids], [layers.GRU(4)(both), layers.GlobalAveragePooling1D()(read)])


def padded(rng):
    x = rng.values(3, 5, 4)
    x[0, 3:], x[1, 0], x[2, 2] = -1, -1, -1
    return x


def policy(dtype):
    x = Input((None, 4), dtype="float32")
    # TensorFlow has no QR decomposition in bfloat16, so the initialiser is not the orthogonal one.
    y = layers.GRU(5, dtype=dtype, recurrent_initializer="glorot_uniform")(x)
    return Model(x, layers.Dense(2, dtype=dtype)(y))


@file("bfloat16", frames)
def bfloat16():
    return policy("bfloat16")


@file("float16", frames)
def float16():
    return policy("float16")


@file("mixed-float16", frames)
def mixed_float16():
    return policy("mixed_float16")


@file("time-distributed", lambda rng: [rng.values(2, 3, 4, 2)])
def time_distributed():
    x = Input((3, 4, 2))
    y = layers.TimeDistributed(layers.LSTM(3))(x)
    y = layers.TimeDistributed(layers.Dense(2, activation="tanh"))(y)
    return Model(x, layers.GRU(2)(y))


@file("attention", lambda rng: [*text(rng), rng.ids(3, 4, below=9)])
def attention():
    source, target = Input((None,), name="source"), Input((None,), name="target")
    encoded, state = layers.GRU(4, return_sequences=True, return_state=True)(
        layers.Embedding(9, 3, mask_zero=True)(source)
    )
    decoded = layers.GRU(4, return_sequences=True)(layers.Embedding(9, 3)(target), initial_state=state)
    context = layers.Attention(use_scale=True)([decoded, encoded])
    return Model([source, target], layers.Concatenate()([decoded, context]))


@file("convolution", lambda rng: [rng.values(2, 9, 3)])
def convolution():
    return Sequential(
        [
            Input((None, 3)),
            layers.Conv1D(4, 3, padding="causal", activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling1D(2),
            layers.SpatialDropout1D(0.3),
            layers.Dropout(0.1),
            layers.Activation("tanh"),
            layers.GRU(3, return_sequences=True),
            layers.LayerNormalization(),
            layers.GlobalMaxPooling1D(),
        ]
    )


@file("operations", frames)
def operations():
    x = Input((None, 4))
    y = layers.GRU(4, return_sequences=True)(x * 2 - 1)
    y = ops.concatenate([y, ops.tanh(x)], axis=-1)
    y = y[:, -2:] / (1 + ops.square(y[:, :2]))
    y = ops.reshape(ops.transpose(y, (0, 2, 1)), (-1, 16))
    return Model(x, [ops.mean(y, axis=-1, keepdims=True), layers.Dense(2)(ops.where(y > 0, y, 0.1 * y))])


@file("stateful", lambda rng: [rng.values(2, 3, 4)])
def stateful():
    return Sequential(
        [
            Input(batch_shape=(2, 3, 4)),
            layers.GRU(3, stateful=True, return_sequences=True),
            layers.LSTM(2, stateful=True),
        ]
    )


@file("trained", text)
def trained():
    model = Sequential([Input((None,)), layers.Embedding(9, 3), layers.GRU(4), layers.Dense(4, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    rng = Numbers("trained")
    rng.weights(model)
    model.fit(rng.ids(32, 6, below=9), rng.ids(32, below=4), batch_size=16, epochs=2, verbose=0)
    return model


@file("trained-mixed-float16", frames)
def trained_mixed_float16():
    """Keras has another optimizer around the one it was given, which scales the loss."""
    keras.config.set_dtype_policy("mixed_float16")
    model = Sequential([Input((None, 4)), layers.GRU(3), layers.Dense(2)])
    model.compile(keras.optimizers.Adam(0.01), loss="mean_squared_error")
    rng = Numbers("trained-mixed-float16")
    rng.weights(model)
    model.fit(rng.values(32, 6, 4), rng.values(32, 2), batch_size=16, epochs=2, verbose=0)
    keras.config.set_dtype_policy("float32")
    return model


@file("masked-reader", text)
def masked_reader():
    ids = Input((None,), name="ids")
    y = layers.Embedding(9, 3, mask_zero=True)(ids)
    y = layers.Bidirectional(layers.GRU(3, return_sequences=True))(y)
    return Model(ids, 1 - 2 * layers.LSTM(2)(y))


@file("custom-layer", frames)
def custom_layer():
    x = Input((None, 4))
    return Model(x, layers.LSTM(2)(Leak(-0.5, name="second")(Leak(0.25)(x))))


def in_float32(model):
    """The same model with the weights as stored and float32 arithmetic."""
    config = model.to_json()
    for name in ("mixed_float16", "mixed_bfloat16", "bfloat16", "float16"):
        config = config.replace(f'"{name}"', '"float32"')
    twin = keras.models.model_from_json(config)
    twin.set_weights([w.astype("float32") for w in model.get_weights()])
    return twin


def write(name):
    fresh_names()
    build, inputs = FILES[name]
    model = build()
    if not name.startswith("trained"):
        Numbers(name + " weights").weights(model)
    path = FOLDER / "files" / (name + suffix())
    model.save(f"{path}.keras")
    twin = in_float32(model) if "float16" in name else model
    results = run(twin, inputs(Numbers(name)))
    head = {"keras": keras.__version__, "backend": "tensorflow", "script": "test/golden/files.py"}
    fields = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in {**head, **results}.items()]
    path.with_name(path.name + ".json").write_text("{\n  " + ",\n  ".join(fields) + "\n}\n")
    if suffix():
        return
    loaded = keras.models.load_model(f"{path}.keras")
    same = all(np.array_equal(a, b) for a, b in zip(model.get_weights(), loaded.get_weights(), strict=True))
    assert same, f"{name}: Keras itself does not read back what it wrote"


def suffix():
    major, minor = keras.__version__.split(".")[:2]
    return "" if (major, minor) == ("3", "15") else f"-keras-{major}.{minor}"


for name in sys.argv[1:] or FILES:
    write(name)
written = list((FOLDER / "files").glob("*.keras"))
print(f"files: {len(written)}, {sum(path.stat().st_size for path in written) // 1024} KB")
