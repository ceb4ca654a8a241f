"""Keras's side of this example: https://keras.io/examples/nlp/addition_rnn/ on the same data.

Usage: python examples/addition-rnn/keras_addition.py
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from keras_runs import from_typescript, keras, record

DIGITS = 3
MAXLEN = DIGITS + 1 + DIGITS
CHARS = " +0123456789"
EPOCHS = 20


def encode(texts):
    return keras.utils.to_categorical([[CHARS.index(c) for c in text] for text in texts], len(CHARS)).astype(bool)


def build():
    return keras.Sequential(
        [
            keras.Input((MAXLEN, len(CHARS))),
            keras.layers.LSTM(128),
            keras.layers.RepeatVector(DIGITS + 1),
            keras.layers.LSTM(128, return_sequences=True),
            keras.layers.Dense(len(CHARS), activation="softmax"),
        ]
    )


texts = from_typescript("addition-rnn/addition.ts", "makeTexts()")
x, y = encode(texts["questions"]), encode(texts["answers"])
split = len(x) * 9 // 10


def exact(model):
    right = model.predict(x[split:], verbose=0).argmax(-1) == y[split:].argmax(-1)
    return {"digits right": float(right.mean()), "sums right": float(right.all(-1).mean())}


record(
    Path(__file__).parent,
    build,
    lambda: dict(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"]),
    x[:split],
    y[:split],
    batch_size=32,
    epochs=EPOCHS,
    figures=exact,
)
