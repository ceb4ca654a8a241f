"""Keras's side of this example: https://keras.io/examples/nlp/bidirectional_lstm_imdb/ on the same data.

Usage: python examples/sentiment/keras_sentiment.py
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from keras_runs import from_typescript, keras, record, to_array

MAX_FEATURES = 80
EPOCHS = 10

data = from_typescript("sentiment/sentiment.ts", "loadData()")
x_train, y_train, x_val, y_val = (to_array(data[name]) for name in ("xTrain", "yTrain", "xVal", "yVal"))


def build():
    inputs = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(MAX_FEATURES, 32, mask_zero=True)(inputs)
    x = keras.layers.Bidirectional(keras.layers.LSTM(32, return_sequences=True))(x)
    x = keras.layers.Bidirectional(keras.layers.LSTM(32))(x)
    return keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(x))


def validation(model):
    loss, accuracy = model.evaluate(x_val, y_val, verbose=0)
    return {"validation loss": loss, "validation accuracy": accuracy}


record(
    Path(__file__).parent,
    build,
    lambda: dict(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"]),
    x_train,
    y_train,
    batch_size=32,
    epochs=EPOCHS,
    figures=validation,
)
