"""What training gives: losses, metrics and weights after a few epochs on fixed data in its own order."""

import json

from common import FOLDER, Numbers, encode, encode_input, fresh_names, keras, quiet

import numpy as np

L = keras.layers
cases = []


def array(value):
    return {"shape": list(value.shape), "data": encode(value)}


def train(name, build, inputs, outputs, compile, options=None, **fit):
    """`build` makes outputs of symbols; `compile` and `options` are as rivulet is given them, `fit` as Keras is."""
    fresh_names()
    rng = Numbers(name)
    x = [make(rng) for make in inputs]
    y = [make(rng) for make in outputs]
    symbols = [
        keras.Input((None, *one.shape[2:]) if one.dtype == "int32" else one.shape[1:], dtype=str(one.dtype), name="abc"[i])
        for i, one in enumerate(x)
    ]
    made = build(*symbols)
    model = keras.Model(symbols if len(symbols) > 1 else symbols[0], made)
    Numbers(name + " weights").weights(model)
    config = quiet(json.loads(model.to_json()))
    weights = [array(w) for w in model.get_weights()]
    optimizer, arguments, given = compile
    # In graphs Keras does not know the size of a batch: there, and nowhere else, the loss of one output of several is a
    # mean of batches, whatever their sizes.
    model.compile(optimizer=optimizer, run_eagerly=len(y) > 1, **arguments)
    weight = {key: make(rng) for key, make in fit.items() if callable(make)}
    data = {"x": x if len(x) > 1 else x[0], "y": y if len(y) > 1 else y[0]}
    seen = []
    watch = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(float(logs["loss"])))
    history = model.fit(**data, **{**fit, **weight}, shuffle=False, verbose=0, callbacks=[watch]).history
    cases.append(
        {
            "name": name,
            "config": config,
            "weights": weights,
            "compile": given,
            "x": [encode_input(one) for one in x],
            "y": [encode_input(one) for one in y],
            "fit": {**(options or {}), **{key: encode_input(one) for key, one in weight.items()}},
            "running": seen,
            "history": {key: [float(v) for v in values] for key, values in history.items()},
            "after": [array(w) for w in model.get_weights()],
        }
    )


def values(*shape):
    return lambda rng: rng.values(*shape)


def ids(*shape, below):
    def make(rng):
        made = rng.ids(*shape, below=below - 1) + 1
        rows = made.reshape(shape[0], -1)
        rows[:, -1] = np.where(np.arange(shape[0]) % 2, 0, rows[:, -1])
        return made

    return make


def labels(*shape, below):
    return lambda rng: rng.ids(*shape, below=below)


def one_hot(samples, classes):
    return lambda rng: np.eye(classes, dtype="float32")[rng.integers(classes, size=samples)]


def shares(*shape):
    return lambda rng: rng.uniform(0.2, 2, shape).astype("float32")


def optimizer(name, rate):
    made = {"sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam}[name](rate)
    return made, {"name": name, "learningRate": rate}


def compiled(kind, rate, keras_options, options):
    made, given = optimizer(kind, rate)
    return made, keras_options, {"optimizer": given, **options}


MSE = ({"loss": "mean_squared_error"}, {"loss": "meanSquaredError"})
five = {"epochs": 1, "batch_size": 4}, {"epochs": 1, "batchSize": 4}

for kind, rate in (("sgd", 0.1), ("rmsprop", 0.01), ("adam", 0.01)):
    train(
        f"Dense, five steps of {kind}",
        lambda x: L.Dense(2)(L.Dense(5, activation="tanh")(x)),
        [values(20, 3)],
        [values(20, 2)],
        compiled(kind, rate, *MSE),
        five[1],
        **five[0],
    )
    train(
        f"GRU, five steps of {kind}",
        lambda x: L.Dense(1)(L.GRU(4)(x)),
        [values(20, 5, 3)],
        [values(20, 1)],
        compiled(kind, rate, *MSE),
        five[1],
        **five[0],
    )
    train(
        f"LSTM over sequences, five steps of {kind}",
        lambda x: L.Dense(3, activation="softmax")(L.LSTM(4, return_sequences=True)(x)),
        [values(20, 5, 3)],
        [labels(20, 5, below=3)],
        compiled(
            kind,
            rate,
            {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
            {"loss": "sparseCategoricalCrossentropy", "metrics": ["accuracy"]},
        ),
        five[1],
        **five[0],
    )

train(
    "a smaller last batch, two epochs, validation split",
    lambda x: L.Dense(1)(L.Dense(4, activation="relu")(x)),
    [values(13, 3)],
    [values(13, 1)],
    compiled("adam", 0.05, {**MSE[0], "metrics": ["mae", "mse"]}, {**MSE[1], "metrics": ["mae", "mse"]}),
    {"epochs": 2, "batchSize": 4, "validationSplit": 0.25},
    epochs=2,
    batch_size=4,
    validation_split=0.25,
)
train(
    "weights of samples",
    lambda x: L.Dense(1, activation="sigmoid")(x),
    [values(10, 3)],
    [labels(10, 1, below=2)],
    compiled(
        "sgd",
        0.5,
        {"loss": "binary_crossentropy", "metrics": ["accuracy"], "weighted_metrics": ["accuracy", "mae"]},
        {"loss": "binaryCrossentropy", "metrics": ["accuracy"], "weightedMetrics": ["accuracy", "mae"]},
    ),
    {"epochs": 2, "batchSize": 4},
    epochs=2,
    batch_size=4,
    sample_weight=shares(10),
)
train(
    "weights of steps",
    lambda x: L.Dense(2)(L.SimpleRNN(4, return_sequences=True)(x)),
    [values(10, 5, 3)],
    [values(10, 5, 2)],
    compiled("sgd", 0.1, {**MSE[0], "weighted_metrics": ["mae"]}, {**MSE[1], "weightedMetrics": ["mae"]}),
    {"epochs": 2, "batchSize": 4},
    epochs=2,
    batch_size=4,
    sample_weight=shares(10, 5),
)
for what, make in (("numbers", labels(10, below=3)), ("columns", labels(10, 1, below=3)), ("one-hot", one_hot(10, 3))):
    loss = "categorical_crossentropy" if what == "one-hot" else "sparse_categorical_crossentropy"
    ours = "categoricalCrossentropy" if what == "one-hot" else "sparseCategoricalCrossentropy"
    train(
        f"weights of classes, labels as {what}",
        lambda x: L.Dense(3, activation="softmax")(x),
        [values(10, 3)],
        [make],
        compiled(
            "sgd",
            0.5,
            {"loss": loss, "metrics": ["accuracy"], "weighted_metrics": ["accuracy"]},
            {"loss": ours, "metrics": ["accuracy"], "weightedMetrics": ["accuracy"]},
        ),
        {"epochs": 2, "batchSize": 4, "classWeight": {"0": 0.5, "2": 3}},
        epochs=2,
        batch_size=4,
        class_weight={0: 0.5, 2: 3.0},
    )
train(
    "a masked sequence",
    lambda x: L.Dense(3, activation="softmax")(L.GRU(4, return_sequences=True)(L.Embedding(9, 3, mask_zero=True)(x))),
    [ids(10, 5, below=9)],
    [labels(10, 5, below=3)],
    compiled(
        "sgd",
        0.5,
        {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "weighted_metrics": ["accuracy"]},
        {"loss": "sparseCategoricalCrossentropy", "metrics": ["accuracy"], "weightedMetrics": ["accuracy"]},
    ),
    {"epochs": 2, "batchSize": 4},
    epochs=2,
    batch_size=4,
)
train(
    "a masked sequence of sequences of one step",
    lambda x: L.Dense(2)(L.TimeDistributed(L.LSTM(3))(L.Embedding(9, 3, mask_zero=True)(x))),
    [ids(8, 4, 1, below=9)],
    [values(8, 4, 2)],
    compiled("sgd", 0.5, {**MSE[0], "weighted_metrics": ["mae"]}, {**MSE[1], "weightedMetrics": ["mae"]}),
    {"epochs": 2, "batchSize": 4},
    epochs=2,
    batch_size=4,
)


def two_outputs(a, b):
    both = L.Concatenate()([a, b])
    return [L.Dense(2, name="numbers")(both), L.Dense(3, activation="softmax", name="class")(both)]


train(
    "two inputs, two outputs, weights of losses, metrics by name",
    two_outputs,
    [values(10, 3), values(10, 2)],
    [values(10, 2), labels(10, 1, below=3)],
    compiled(
        "adam",
        0.05,
        {
            "loss": ["mean_squared_error", "sparse_categorical_crossentropy"],
            "loss_weights": [2.0, 0.5],
            "metrics": {"numbers": ["mae"], "class": ["accuracy"]},
        },
        {
            "loss": ["meanSquaredError", "sparseCategoricalCrossentropy"],
            "lossWeights": [2, 0.5],
            "metrics": {"numbers": ["mae"], "class": ["accuracy"]},
        },
    ),
    {"epochs": 2, "batchSize": 5},
    epochs=2,
    batch_size=5,
)
train(
    "two outputs, losses by name, weights of samples, a smaller last batch",
    two_outputs,
    [values(10, 3), values(10, 2)],
    [values(10, 2), labels(10, 1, below=3)],
    compiled(
        "sgd",
        0.1,
        {
            "loss": {"numbers": "mean_squared_error", "class": "sparse_categorical_crossentropy"},
            "weighted_metrics": [["mae"], ["accuracy"]],
        },
        {
            "loss": {"numbers": "meanSquaredError", "class": "sparseCategoricalCrossentropy"},
            "weightedMetrics": [["mae"], ["accuracy"]],
        },
    ),
    {"epochs": 2, "batchSize": 4},
    epochs=2,
    batch_size=4,
    sample_weight=shares(10),
)
train(
    "regularizers and constraints",
    lambda x: L.Dense(
        1,
        kernel_regularizer=keras.regularizers.L2(0.1),
        bias_regularizer=keras.regularizers.L1(0.1),
        activity_regularizer=keras.regularizers.L2(0.01),
    )(L.Dense(4, kernel_constraint=keras.constraints.MaxNorm(1.0))(x)),
    [values(10, 3)],
    [values(10, 1)],
    compiled("sgd", 0.1, *MSE),
    {"epochs": 2, "batchSize": 5, "validationSplit": 0.5},
    epochs=2,
    batch_size=5,
    validation_split=0.5,
)


def frozen(x):
    hidden = L.Dense(4, activation="tanh", trainable=False)(x)
    return L.Dense(1)(L.BatchNormalization()(hidden))


train(
    "a frozen layer, and moving statistics",
    frozen,
    [values(10, 3)],
    [values(10, 1)],
    compiled("sgd", 0.1, *MSE),
    {"epochs": 2, "batchSize": 5},
    epochs=2,
    batch_size=5,
)

head = {"keras": keras.__version__, "backend": "tensorflow", "script": "test/golden/fit.py"}
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n] }\n"
json.loads(text)
(FOLDER / "fit.json").write_text(text)
print(f"fit.json: {len(cases)} cases, {len(text) // 1024} KB")
