"""Keras's side of this example: the network of Keras's mnist_irnn on the same data.

Usage: python examples/long-memory/keras_long_memory.py
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from keras_runs import from_typescript, keras, record, to_array

EPOCHS = 20
BATCH_SIZE = 32
WARM_UP = 3000

data = from_typescript("long-memory/long-memory.ts", "loadData()")
x_train, y_train, x_val, y_val = (to_array(data[name]) for name in ("xTrain", "yTrain", "xVal", "yVal"))


def build():
    return keras.Sequential(
        [
            keras.Input(x_train.shape[1:]),
            keras.layers.SimpleRNN(
                100,
                kernel_initializer=keras.initializers.RandomNormal(stddev=0.001),
                recurrent_initializer=keras.initializers.Identity(gain=1.0),
                activation="relu",
            ),
            keras.layers.Dense(1),
        ]
    )


def compiled():
    decay_steps = EPOCHS * len(x_train) // BATCH_SIZE - WARM_UP
    schedule = keras.optimizers.schedules.CosineDecay(0.0, decay_steps, warmup_target=6e-4, warmup_steps=WARM_UP)
    return dict(optimizer=keras.optimizers.Adam(schedule, clipnorm=1.0), loss="mse")


def validation(model):
    return {"validation loss": model.evaluate(x_val, y_val, verbose=0)}


record(
    Path(__file__).parent,
    build,
    compiled,
    x_train,
    y_train,
    batch_size=BATCH_SIZE,
    epochs=EPOCHS,
    figures=validation,
)
