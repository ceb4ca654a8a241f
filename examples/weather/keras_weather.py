"""Keras's side of this example: https://keras.io/examples/timeseries/timeseries_weather_forecasting/ on the same data.

Usage: python examples/weather/keras_weather.py
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from keras_runs import from_typescript, keras, np, record

PAST, FUTURE, TARGET = 30, 1, 1
EPOCHS = 30

rows = from_typescript("weather/weather.ts", "loadRows()")
data, split = np.array(rows["data"], "float32"), rows["trainSplit"]


def windows(data):
    """As keras.utils.timeseries_dataset_from_array cuts them."""
    starts = range(len(data) - FUTURE - PAST + 1)
    return np.stack([data[i : i + PAST] for i in starts]), data[PAST + FUTURE - 1 :, TARGET : TARGET + 1]


def build():
    inputs = keras.Input((PAST, data.shape[1]))
    lstm_out = keras.layers.LSTM(32)(inputs)
    return keras.Model(inputs, keras.layers.Dense(1)(lstm_out))


x_val, y_val = windows(data[split:])


def errors(model):
    forecast = model.predict(x_val, verbose=0)
    return {
        "validation loss": float(np.mean((forecast - y_val) ** 2)),
        "°C off on average": float(np.mean(abs(forecast - y_val)) * rows["deviation"]),
    }


record(
    Path(__file__).parent,
    build,
    lambda: dict(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="mse"),
    *windows(data[:split]),
    batch_size=32,
    epochs=EPOCHS,
    figures=errors,
    fit=lambda: dict(
        validation_data=(x_val, y_val),
        callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)],
    ),
)
