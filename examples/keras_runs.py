"""What Keras's side of every example shares: the data of the TypeScript side, runs from three seeds, their record.

The backend is JAX. With TensorFlow an Embedding trained by Adam gets another update wherever an id is twice in a batch.
"""

import json
import os
import subprocess
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import keras
import numpy as np

EXAMPLES = Path(__file__).parent
SEEDS = [1, 2, 3]
STEPS = 100


def from_typescript(module, expression):
    """The value of an expression over a module's exports, such as "makeTexts()"."""
    script = f"import * as m from './{module}'; process.stdout.write(JSON.stringify(m.{expression}));"
    return json.loads(subprocess.run(["npx", "tsx", "-e", script], cwd=EXAMPLES, check=True, capture_output=True).stdout)


def to_array(tensor):
    """A tensor as JSON has it: {data: {"0": 1.5, "1": 2, ...}, shape}."""
    return np.array(list(tensor["data"].values()), "float32").reshape(tensor["shape"])


def shorten(weight):
    """The weight with 6 significant bits: a file of such numbers packs to a quarter."""
    fraction, exponent = np.frexp(np.asarray(weight, "float32"))
    return np.ldexp(np.round(fraction * 64) / 64, exponent).astype("float32")


def save_packed(model, path):
    model.save(path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, contents in parts.items():
            file.writestr(zipfile.ZipInfo(name), contents, zipfile.ZIP_DEFLATED)


def build_seeded(build, seed):
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    model = build()
    model.set_weights([shorten(weight) for weight in model.get_weights()])
    return model


def cut(data, start, stop):
    return keras.tree.map_structure(lambda array: array[start:stop], data)


def step_losses(model, x, y, batch_size):
    """The loss of each of the first steps; the batches follow each other in the order of the data."""
    losses, samples = [], len(keras.tree.flatten(x)[0])
    batches = -(-samples // batch_size)
    for step in range(STEPS):
        at = step % batches * batch_size
        model.reset_metrics()
        losses.append(model.train_on_batch(cut(x, at, at + batch_size), cut(y, at, at + batch_size), return_dict=True))
    return [float(logs["loss"]) for logs in losses]


def record(folder, build, compiled, x, y, *, batch_size, epochs, figures, fit=dict):
    """Writes initial.keras and keras.json.

    `compiled` makes the arguments of compile, `fit` more of those of fit; `figures` names the final numbers of a model.
    """
    first = build_seeded(build, SEEDS[0])
    save_packed(first, folder / "initial.keras")
    first.compile(**compiled())
    results = {
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "batchSize": batch_size,
        "epochs": epochs,
        "losses": step_losses(first, x, y, batch_size),
        "figures": [],
    }
    for seed in SEEDS:
        model = build_seeded(build, seed)
        model.compile(**compiled())
        model.fit(x, y, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=2, **fit())
        results["figures"].append({"seed": seed, **figures(model)})
        print(results["figures"][-1], flush=True)
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in results.items())
    (folder / "keras.json").write_text("{\n" + lines + "\n}\n")
