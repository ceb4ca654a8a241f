"""What every golden script shares: seeded numbers, and cases run by Keras and written as JSON."""

import base64
import json
import os
import pathlib
import re
import zlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

FOLDER = pathlib.Path(__file__).parent
MASKS = ["none", "right-padded", "left-padded", "scattered", "with an all-masked row"]
# All of keras.activations but two: glu, which halves the last axis, and threshold, which needs arguments.
ACTIVATIONS = """relu sigmoid softmax softplus softsign tanh selu elu exponential leaky_relu relu6 silu hard_silu gelu
    hard_sigmoid linear mish log_softmax log_sigmoid celu hard_shrink hard_tanh soft_shrink squareplus tanh_shrink
    sparse_plus sparse_sigmoid sparsemax""".split()
# In config.json these are null unless somebody sets them; a case without them is the same model.
NULL_NOISE = re.compile(r"registered_name|seed|lora_rank|lora_alpha|quantization_config|\w+_(regularizer|constraint)")


class Numbers(np.random.Generator):
    """Random numbers that depend on nothing but a case's name, so a new case leaves the others as they are."""

    def __init__(self, name):
        super().__init__(np.random.PCG64(zlib.crc32(name.encode())))

    def values(self, *shape, scale=1.0):
        return self.normal(0, scale, shape).astype("float32")

    def ids(self, *shape, below):
        return self.integers(0, below, shape).astype("int32")

    def mask(self, kind, batch, steps):
        """A [batch, steps] mask; padded rows keep at least one step."""
        if kind == "all true":
            return np.ones((batch, steps), bool)
        lengths = self.integers(1, steps + 1, (batch, 1))
        lengths[0] = max(1, steps - 2)
        if kind == "right-padded":
            return np.arange(steps) < lengths
        if kind == "left-padded":
            return np.arange(steps) >= steps - lengths
        mask = self.random((batch, steps)) < 0.6
        if kind == "with an all-masked row":
            mask[int(self.integers(batch))] = False
        return mask

    def weights(self, model, scale=1.0):
        """Replaces every weight, biases and moving statistics too, keeping sums of products near 1."""
        model.set_weights([self.weight(w, scale) for w in model.weights])

    def weight(self, variable, scale):
        shape = tuple(variable.shape)
        if variable.name in ("moving_variance", "gamma", "scale", "concat_score_weight"):
            return self.uniform(0.5, 1.5, shape).astype("float32")
        if "bias" in variable.name or len(shape) < 2:
            return self.values(*shape, scale=0.3 * scale)
        if variable.name == "embeddings":
            return self.values(*shape, scale=scale)
        return self.values(*shape, scale=0.8 * scale / np.sqrt(np.prod(shape[:-1])))


def fresh_names():
    """Makes Keras count layer names from zero again, so that a case's names do not depend on earlier cases."""
    keras.backend.clear_session()


def encode(array, dtype="float32"):
    stored = np.ascontiguousarray(array, dtype="uint8" if dtype == "bool" else dtype)
    return base64.b64encode(stored.astype(stored.dtype.newbyteorder("<")).tobytes()).decode()


def encode_input(array):
    dtype = str(array.dtype)
    assert dtype in ("float32", "int32", "bool"), dtype
    return {"shape": list(array.shape), "dtype": dtype, "data": encode(array, dtype)}


def encode_output(tensor):
    """Data is always float32; the dtype is named where Keras gave another one."""
    array = keras.ops.convert_to_numpy(tensor)
    note = {} if array.dtype == "float32" else {"dtype": str(array.dtype)}
    return {"shape": list(array.shape), **note, "data": encode(array)}


def run(model, inputs, largest=1e3):
    """One call of the model as {inputs, outputs}."""
    inputs = list(inputs)
    outputs = tf.nest.flatten(model(inputs if len(inputs) > 1 else inputs[0], training=False))
    for output in outputs:
        array = keras.ops.convert_to_numpy(output).astype("float32")
        assert np.isfinite(array).all() and np.abs(array).max(initial=0) < largest, f"not a fair case: {array}"
    return {"inputs": [encode_input(x) for x in inputs], "outputs": [encode_output(y) for y in outputs]}


def quiet(config):
    """A serialised model without the build and compile configs and without the nulls of NULL_NOISE."""
    if isinstance(config, list):
        return [quiet(value) for value in config]
    if not isinstance(config, dict):
        return config
    return {
        key: quiet(value)
        for key, value in config.items()
        if key not in ("build_config", "compile_config") and not (value is None and NULL_NOISE.fullmatch(key))
    }


class Golden:
    """The cases of one topic, in the order they are added."""

    def __init__(self, script):
        self.topic = pathlib.Path(script).stem
        self.cases = {}

    def add(self, name, model, inputs, scale=1.0):
        """Gives the model random weights, runs it on the inputs and keeps the case."""
        Numbers(name + " weights").weights(model, scale)
        self._keep(name, model, run(model, inputs))

    def add_calls(self, name, model, calls):
        """The same for a stateful model, called with each list of inputs in turn."""
        Numbers(name + " weights").weights(model)
        self._keep(name, model, {"calls": [run(model, inputs) for inputs in calls]})

    def _keep(self, name, model, results):
        assert name not in self.cases, f"two cases are named {name}"
        weights = [{"shape": list(w.shape), "data": encode(w)} for w in model.get_weights()]
        self.cases[name] = {"name": name, "config": quiet(json.loads(model.to_json())), "weights": weights, **results}

    def write(self):
        head = {"keras": keras.__version__, "backend": "tensorflow", "script": f"test/golden/{self.topic}.py"}
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in self.cases.values())
        text = json.dumps(head, indent=0)[:-2].replace("\n", " ") + ', "cases": [\n' + lines + "\n] }\n"
        json.loads(text)
        (FOLDER / f"{self.topic}.json").write_text(text)
        print(f"{self.topic}.json: {len(self.cases)} cases, {len(text) // 1024} KB")


def recurrent_model(layer, rng, *, batch, steps, features, mask="none", state_sizes=None):
    """(model, inputs) of one recurrent layer on a sequence, with a mask and initial states as further inputs."""
    x = keras.Input((None, features), name="x")
    symbols, values, options = [x], [rng.values(batch, steps, features)], {}
    if mask != "none":
        options["mask"] = keras.Input((None,), dtype="bool", name="mask")
        symbols.append(options["mask"])
        values.append(rng.mask(mask, batch, steps))
    if state_sizes is not None:
        sizes = tf.nest.flatten(state_sizes)
        flat = [keras.Input((size,), name=f"state_{i}") for i, size in enumerate(sizes)]
        options["initial_state"] = tf.nest.pack_sequence_as(state_sizes, flat)
        symbols += flat
        values += [rng.values(batch, size, scale=0.5) for size in sizes]
    outputs = tf.nest.flatten(layer(x, **options))
    model = keras.Model(symbols if len(symbols) > 1 else x, outputs if len(outputs) > 1 else outputs[0])
    return model, values


def choose(rng, options, fixed, seen):
    """Options completed at random so that as many pairs of values as possible are new; `seen` remembers the pairs."""
    candidates = [
        {**{key: values[rng.integers(len(values))] for key, values in options.items()}, **fixed} for _ in range(30)
    ]
    best = max(candidates, key=lambda row: len(pairs(row) - seen))
    seen |= pairs(best)
    return best


def pairs(row):
    items = [(key, str(value)) for key, value in sorted(row.items())]
    return {(a, b) for i, a in enumerate(items) for b in items[i + 1 :]}


def values(*shape, scale=1.0):
    """A recipe for an input: numbers around zero."""
    return lambda rng: rng.values(*shape, scale=scale)


def ids(*shape, below):
    """A recipe for an input: ids, the rows padded with zeros to different lengths."""

    def make(rng):
        array = rng.ids(*shape, below=below - 1) + 1
        array[np.arange(shape[-1]) >= rng.integers(1, shape[-1] + 1, (*shape[:-1], 1))] = 0
        return array

    return make


def padded(*shape, value=0.0):
    """A recipe for an input: sequences whose masked steps hold the value, last and elsewhere."""

    def make(rng):
        array = rng.values(*shape)
        array[~rng.mask("scattered", *shape[:2])] = value
        array[0, -1] = value
        return array

    return make


def mask(kind, *shape):
    """A recipe for an input: a mask, see Numbers.mask."""
    return lambda rng: rng.mask(kind, *shape)


def functional(golden, name, build, *recipes, static=False, scale=1.0):
    """Adds the model `build(*symbols)` on the inputs of the recipes; a sequence's time is null unless static."""
    fresh_names()
    rng = Numbers(name)
    arrays = [recipe(rng) for recipe in recipes]
    symbols = [
        keras.Input(
            array.shape[1:] if static or array.ndim < 3 and array.dtype == "float32" else (None, *array.shape[2:]),
            dtype=str(array.dtype),
            name="abcde"[i],
        )
        for i, array in enumerate(arrays)
    ]
    outputs = tf.nest.flatten(build(*symbols))
    model = keras.Model(symbols if len(symbols) > 1 else symbols[0], outputs if len(outputs) > 1 else outputs[0])
    golden.add(name, model, arrays, scale)
