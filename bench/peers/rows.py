"""Training rows in Keras on TensorFlow and in PyTorch, one thread, asked for over standard input, one JSON a line.

    {"do": "list"}                              -> {"libraries": [...]}
    {"do": "prepare", "library": ..., "row": …} -> {"ready": true or false}
    {"do": "run", "library": ...}               -> {"result": [], "ms": one step}
"""

import json
import os
import sys
import time

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow")


def keras_step(row):
    import keras
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    B, T, I, H = row["batch"], row["timesteps"], row["inputs"], row["units"]
    rng = np.random.default_rng(1)
    if row["model"] == "GRU to number":
        layers = [keras.Input((T, I)), keras.layers.GRU(H), keras.layers.Dense(1)]
        x, y, loss = rng.normal(size=(B, T, I)).astype("float32"), rng.normal(size=(B, 1)).astype("float32"), "mse"
    else:
        ids = rng.integers(0, I, size=(B, T))
        embedded = row["model"] == "LSTM on Embedding"
        first = [keras.Input((T,)), keras.layers.Embedding(I, I)] if embedded else [keras.Input((T, I))]
        layers = first + [keras.layers.LSTM(H, return_sequences=True), keras.layers.Dense(I, activation="softmax")]
        x = ids if embedded else np.eye(I, dtype="float32")[ids]
        y, loss = rng.integers(0, I, size=(B, T)), "sparse_categorical_crossentropy"
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss=loss)
    return lambda: model.train_on_batch(x, y)


def torch_step(row):
    import torch

    torch.set_num_threads(1)
    B, T, I, H = row["batch"], row["timesteps"], row["inputs"], row["units"]

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(I, I) if row["model"] == "LSTM on Embedding" else None
            kind = torch.nn.GRU if row["model"] == "GRU to number" else torch.nn.LSTM
            self.rnn = kind(I, H, batch_first=True)
            self.dense = torch.nn.Linear(H, 1 if row["model"] == "GRU to number" else I)

        def forward(self, x):
            y, _ = self.rnn(self.embedding(x) if self.embedding else x)
            return self.dense(y[:, -1] if row["model"] == "GRU to number" else y)

    net = Net()
    optimizer = torch.optim.Adam(net.parameters())
    ids = torch.randint(0, I, (B, T))
    if row["model"] == "GRU to number":
        x, y, loss = torch.randn(B, T, I), torch.randn(B, 1), torch.nn.functional.mse_loss
    else:
        x = ids if row["model"] == "LSTM on Embedding" else torch.nn.functional.one_hot(ids, I).float()
        y = torch.randint(0, I, (B, T)).flatten()
        loss = lambda p, t: torch.nn.functional.cross_entropy(p.flatten(0, 1), t)

    def step():
        optimizer.zero_grad()
        loss(net(x), y).backward()
        optimizer.step()

    return step


def main():
    makers = {}
    for name, module, maker in [("keras-tf", "keras", keras_step), ("torch", "torch", torch_step)]:
        try:
            __import__(module)
            makers[name] = maker
        except ImportError:
            pass
    steps = {}
    for line in sys.stdin:
        question = json.loads(line)
        if question["do"] == "list":
            answer = {"libraries": list(makers)}
        elif question["do"] == "prepare":
            row = question["row"]
            ready = row["kind"] == "train"
            if ready:
                steps[question["library"]] = makers[question["library"]](row)
            answer = {"ready": ready}
        else:
            start = time.perf_counter()
            steps[question["library"]]()
            answer = {"result": [], "ms": 1000 * (time.perf_counter() - start)}
        print(json.dumps(answer), flush=True)


main()
