"""What callbacks decide, given the results of epochs that are made up."""

import json

from common import FOLDER, keras

import numpy as np

C = keras.callbacks
cases = []


class Model:
    """As much of a model as callbacks look at; its weights are the epoch's number."""

    def __init__(self):
        self.stop_training = False
        self.optimizer = keras.optimizers.SGD(0.1)
        self.weights = -1
        self.metrics = []
        self.saved = []

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights

    def save(self, path, overwrite=True):
        self.saved.append(path)


def run(kind, options, given, logs, steps=1, epochs=None):
    """`options` are Keras's, `given` rivulet's, None if they are the same; each entry of `logs` is one epoch's."""
    model = Model()
    callback = getattr(C, kind)(**options)
    callback.set_model(model)
    callback.set_params({"epochs": len(logs), "steps": steps, "verbose": 0})
    callback.on_train_begin()
    seen = []
    for epoch, log in enumerate(logs):
        log = dict(log)
        callback.on_epoch_begin(epoch)
        for step in range(steps):
            callback.on_train_batch_begin(step)
            callback.on_train_batch_end(step, log)
        model.weights = epoch
        callback.on_epoch_end(epoch, log)
        seen.append({"stop": model.stop_training, "rate": float(model.optimizer.learning_rate), "saved": len(model.saved)})
        if model.stop_training:
            break
    callback.on_train_end(log)
    cases.append(
        {
            "kind": kind,
            "options": options if given is None else given,
            "steps": steps,
            "logs": logs,
            "seen": seen,
            "weights": model.weights,
        }
    )


def sequence(*values, name="val_loss"):
    return [{"loss": 1.0, name: value} for value in values]


rng = np.random.default_rng(5)
wild = [float(np.float32(v)) for v in rng.uniform(0, 1, 30)]
falling = [1.0, 0.8, 0.9, 0.7, 0.75, 0.71, 0.69, 0.8, 0.9, 1.0]
nan = float("nan")

for values in (falling, wild, [0.5] * 6, [1.0, 0.99999999, 0.99999998, 0.9]):
    for options in (
        {},
        {"patience": 1},
        {"patience": 3, "restore_best_weights": True},
        {"patience": 2, "min_delta": 0.05},
        {"patience": 2, "min_delta": -0.05, "mode": "min"},
        {"patience": 2, "baseline": 0.72},
        {"patience": 2, "baseline": 0.1, "restore_best_weights": True},
        {"patience": 1, "start_from_epoch": 4, "restore_best_weights": True},
        {"mode": "max", "patience": 2, "restore_best_weights": True},
    ):
        run("EarlyStopping", options, None, sequence(*values))
run("EarlyStopping", {"monitor": "val_accuracy", "mode": "max", "patience": 2}, None, sequence(*wild, name="val_accuracy"))
run("EarlyStopping", {"monitor": "loss", "patience": 1}, None, sequence(*wild))

for values in (falling, wild, [0.5] * 12, [1.0, 0.99995, 0.9999, 0.99985, 0.9998]):
    for options in (
        {"patience": 1},
        {"patience": 2, "factor": 0.5},
        {"patience": 1, "cooldown": 2},
        {"patience": 0, "cooldown": 1, "factor": 0.3},
        {"patience": 1, "factor": 0.5, "min_lr": 0.02},
        {"patience": 2, "min_delta": 0.1},
        {"patience": 1, "mode": "max"},
    ):
        run("ReduceLROnPlateau", options, None, sequence(*values))

for values in (falling, wild):
    for options in (
        {},
        {"save_best_only": True},
        {"save_best_only": True, "mode": "max"},
        {"save_best_only": True, "initial_value_threshold": 0.75},
        {"save_freq": 3},
        {"save_freq": 10},
    ):
        given = {**options, "save": None}
        run("ModelCheckpoint", {**options, "filepath": "x.keras"}, given, sequence(*values), steps=4)
for loss in (1.0, nan, float("inf")):
    made = [{"loss": 1.0}, {"loss": loss}, {"loss": 1.0}]
    run("TerminateOnNaN", {}, None, made, steps=2)

CSV = [
    [{"loss": 1.5, "accuracy": 0.25}, {"loss": 1.0, "accuracy": 0.5, "val_loss": 2.0}],
    [{"loss": 1.5, "val_loss": 2.5}, {"loss": 1.0}, {"loss": 0.125, "val_loss": nan}],
]
texts = []
for logs in CSV:
    for separator in (",", ";"):
        logger = C.CSVLogger("/tmp/rivulet-golden.csv", separator=separator)
        logger.on_train_begin()
        for epoch, log in enumerate(logs):
            logger.on_epoch_end(epoch, log)
        logger.on_train_end()
        text = open("/tmp/rivulet-golden.csv", newline="").read().replace("\r\n", "\n")
        texts.append({"separator": separator, "logs": logs, "text": text})


def plain(value):
    """JSON has no NaN."""
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


head = {"keras": keras.__version__, "backend": "tensorflow", "script": "test/golden/callbacks.py"}
lines = ",\n".join(json.dumps(plain(case), separators=(",", ":")) for case in cases)
text = json.dumps({**head, "csv": plain(texts)})[:-1] + ', "cases": [\n' + lines + "\n] }\n"
json.loads(text)
(FOLDER / "callbacks.json").write_text(text)
print(f"callbacks.json: {len(cases)} cases, {len(text) // 1024} KB")
