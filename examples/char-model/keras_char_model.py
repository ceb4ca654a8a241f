"""Keras's side of this example, on the same text.

Usage: python examples/char-model/keras_char_model.py
"""

import math
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from keras_runs import from_typescript, keras, record, to_array

EPOCHS = 10

data = from_typescript("char-model/char-model.ts", "loadData(m.readText())")
size = 2 + len(data["vocabulary"]["tokens"])


x_train, y_train, x_val, y_val = (to_array(data[name]) for name in ("xTrain", "yTrain", "xVal", "yVal"))


def build():
    return keras.Sequential(
        [
            keras.Input((None,)),
            keras.layers.Embedding(size, 32),
            keras.layers.GRU(128, return_sequences=True),
            keras.layers.Dense(size, activation="softmax"),
        ]
    )


def bits(model):
    return {"bits per character": model.evaluate(x_val, y_val, verbose=0) / math.log(2)}


record(
    Path(__file__).parent,
    build,
    lambda: dict(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.005)),
    x_train,
    y_train,
    batch_size=32,
    epochs=EPOCHS,
    figures=bits,
)
