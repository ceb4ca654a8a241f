"""Losses of Keras, reduced and weighted, with their gradients by the predictions: losses.json."""

import itertools
import json

from common import FOLDER, Numbers, encode_input, encode_output, keras, np, tf
from keras.src.backend import set_keras_mask

CASES = {}
REDUCTIONS = ["sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none"]


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def camel_values(options):
    return {camel(key): camel(value) if key == "reduction" else value for key, value in options.items()}


def add(name, cls, y_true, y_pred, *, weight=None, mask=None, activation=None, gradient=True, **options):
    """One loss of one batch. With an activation, y_pred is what the activation is applied to."""
    loss = getattr(keras.losses, cls)(**options)
    x = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(x)
        predictions = getattr(keras.activations, activation)(x) if activation else tf.identity(x)
        if mask is not None:
            set_keras_mask(predictions, tf.constant(mask))
        value = loss(tf.constant(y_true), predictions, None if weight is None else tf.constant(weight))
    case = {"name": name, "className": cls, "options": camel_values(options)}
    case |= {"activation": activation} if activation else {}
    arrays = {"yTrue": y_true, "yPred": y_pred, "sampleWeight": weight, "mask": mask}
    case |= {key: encode_input(np.asarray(array)) for key, array in arrays.items() if array is not None}
    case["loss"] = encode_output(value)
    if gradient:
        case["gradient"] = encode_output(tf.convert_to_tensor(tape.gradient(value, x)))
    assert np.isfinite(keras.ops.convert_to_numpy(value)).all(), name
    assert name not in CASES, name
    CASES[name] = case


def probabilities(rng, *shape):
    logits = rng.values(*shape)
    powers = np.exp(logits)
    return (powers / powers.sum(-1, keepdims=True)).astype("float32")


def one_hot(rng, *shape):
    return np.eye(shape[-1], dtype="float32")[rng.integers(0, shape[-1], shape[:-1])]


# Numbers to be met.
REGRESSION = [
    "MeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "Huber",
    "LogCosh",
    "CosineSimilarity",
]
for cls in REGRESSION:
    for shape in [(4, 3), (2, 5, 3), (4, 1), (5,), (2, 3, 2, 2)]:
        rng = Numbers(f"{cls} {shape}")
        add(f"{cls} of {shape}", cls, rng.values(*shape), rng.values(*shape, scale=2))
    rng = Numbers(cls)
    x = rng.values(2, 5, 3), rng.values(2, 5, 3, scale=2)
    weight, mask = rng.random((2, 5)).astype("float32"), rng.mask("scattered", 2, 5)
    for reduction in REDUCTIONS:
        add(f"{cls}, {reduction}", cls, *x, reduction=reduction)
        add(f"{cls}, {reduction}, weighted", cls, *x, weight=weight, reduction=reduction)
        add(f"{cls}, {reduction}, masked", cls, *x, mask=mask, reduction=reduction)
        add(f"{cls}, {reduction}, weighted and masked", cls, *x, weight=weight, mask=mask, reduction=reduction)

rng = Numbers("shapes")
flat, column, steps = rng.values(4), rng.values(4, 1), rng.values(3, 5)
few = rng.random(4).astype("float32")
cls = "MeanSquaredError"
add("labels [4], predictions [4, 1]", cls, flat, column)
add("labels [4, 1], predictions [4]", cls, column, flat)
add("labels [3, 5], predictions [3, 5, 1]", cls, steps, rng.values(3, 5, 1))
add("labels [3, 5, 1], predictions [3, 5]", cls, rng.values(3, 5, 1), steps)
add("integers as labels", cls, rng.ids(4, 3, below=5), rng.values(4, 3))
add("booleans as labels", cls, rng.random((4, 3)) < 0.5, rng.values(4, 3))
add("weights [4] of losses [4]", cls, rng.values(4, 3), rng.values(4, 3), weight=few)
add("weights [4, 1] of losses [4]", cls, rng.values(4, 3), rng.values(4, 3), weight=few[:, None])
pair = rng.values(4, 3), rng.values(4, 3)
add("weights [4, 1] of losses [4], none", cls, *pair, weight=few[:, None], reduction="none")
add("weights [4] of losses [4, 1]", cls, rng.values(4, 1, 3), rng.values(4, 1, 3), weight=few)
add("weights [2, 5, 1] of losses [2, 5]", cls, rng.values(2, 5, 3), rng.values(2, 5, 3), weight=rng.values(2, 5, 1))
add("weights that are integers", cls, rng.values(4, 3), rng.values(4, 3), weight=np.array([0, 1, 2, 0], "int32"))
for reduction in REDUCTIONS:
    nothing = np.zeros((2, 5), bool)
    pair = rng.values(2, 5, 3), rng.values(2, 5, 3)
    add(f"all masked, {reduction}", cls, *pair, mask=nothing, reduction=reduction)
    add(f"all weights 0, {reduction}", cls, *pair, weight=nothing.astype("float32"), reduction=reduction)
for delta in (0.3, 2.5):
    add(f"Huber, delta {delta}", "Huber", rng.values(4, 3), rng.values(4, 3, scale=3), delta=delta)
for axis in (1, -2):
    add(f"CosineSimilarity, axis {axis}", "CosineSimilarity", rng.values(2, 5, 3), rng.values(2, 5, 3), axis=axis)
add(
    "CosineSimilarity of zeros",
    "CosineSimilarity",
    np.array([[0, 0], [1, 2]], "float32"),
    np.array([[1, 2], [0, 0]], "float32"),
    gradient=False,
)
far = np.array([[-100, 100, 0], [1e4, -1e4, 1e-4]], "float32")
for cls in REGRESSION:
    add(f"{cls}, far", cls, rng.values(2, 3), far)

# Distributions.
for cls in ("KLDivergence", "Poisson"):
    for shape in [(4, 3), (2, 5, 3)]:
        rng = Numbers(f"{cls} {shape}")
        mask = rng.mask("scattered", *shape[:2]) if len(shape) == 3 else None
        add(f"{cls} of {shape}", cls, probabilities(rng, *shape), probabilities(rng, *shape), mask=mask)
        weight = rng.random(shape[:-1]).astype("float32")
        add(f"{cls} of {shape}, weighted", cls, probabilities(rng, *shape), probabilities(rng, *shape), weight=weight)
    certain = np.array([[0, 1, 0], [1, 0, 0]], "float32")
    add(f"{cls} of 0 and 1", cls, certain, probabilities(rng, 2, 3))
    if cls == "KLDivergence":
        add(f"{cls} of predictions 0 and 1", cls, probabilities(rng, 2, 3), certain)

# Margins.
for cls in ("Hinge", "SquaredHinge", "CategoricalHinge"):
    for shape in [(4, 3), (2, 5, 3)]:
        rng = Numbers(f"{cls} {shape}")
        hot = one_hot(rng, *shape)
        mask = rng.mask("scattered", *shape[:2]) if len(shape) == 3 else None
        add(f"{cls} of {shape}", cls, hot, rng.values(*shape), mask=mask)
        weight = rng.random(shape[:-1]).astype("float32")
        add(f"{cls} of {shape}, labels -1 and 1", cls, 2 * hot - 1, rng.values(*shape), weight=weight)
        add(f"{cls} of {shape}, other labels", cls, rng.values(*shape), rng.values(*shape))

# Crossentropies.
LOGITS = np.array([[-100, 100, 0], [100, 99, -50], [-3, 20, 2], [0, 0, 0]], "float32")
CERTAIN = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1], [0.5, 0.5, 0]], "float32")


def crossentropies(cls, labels, activation, shapes, choices):
    for shape, options in itertools.product(shapes, choices):
        text = f"{cls} of {shape} {options}"
        rng = Numbers(text)
        y = labels(rng, *shape)
        squash = getattr(keras.activations, activation)
        x = rng.values(*shape, scale=2)
        p = keras.ops.convert_to_numpy(tf.identity(squash(x)))
        losses = shape[:-1]
        weight = rng.random(losses).astype("float32")
        mask = rng.mask("scattered", *shape[:2]) if len(shape) == 3 else None
        add(f"{text}, probabilities", cls, y, p, mask=mask, **options)
        add(f"{text}, probabilities, weighted", cls, y, p, weight=weight, mask=mask, **options)
        add(f"{text}, logits", cls, y, x, from_logits=True, mask=mask, **options)
        add(f"{text}, {activation}", cls, y, x, activation=activation, mask=mask, **options)
        add(f"{text}, {activation}, weighted", cls, y, x, activation=activation, weight=weight, **options)
        add(f"{text}, logits, sum", cls, y, x, from_logits=True, reduction="sum", mask=mask, **options)
    y = labels(Numbers(cls), *LOGITS.shape)
    add(f"{cls}, far logits", cls, y, LOGITS, from_logits=True)
    add(f"{cls}, far logits behind {activation}", cls, y, LOGITS, activation=activation)
    add(f"{cls}, probabilities 0 and 1", cls, y, CERTAIN)


smoothing = [{}, {"label_smoothing": 0.1}]
binary = lambda rng, *shape: rng.integers(0, 2, shape).astype("float32")
crossentropies("BinaryCrossentropy", binary, "sigmoid", [(4, 1), (4, 3), (2, 5, 1), (2, 5, 3)], smoothing)
focal = [{}, {"apply_class_balancing": True, "alpha": 0.3, "gamma": 1.5, "label_smoothing": 0.1}]
crossentropies("BinaryFocalCrossentropy", binary, "sigmoid", [(4, 1), (2, 5, 3)], focal)
crossentropies("CategoricalCrossentropy", one_hot, "softmax", [(4, 3), (2, 5, 3)], smoothing)
focal = [{}, {"alpha": 0.3, "gamma": 1.5, "label_smoothing": 0.1}]
crossentropies("CategoricalFocalCrossentropy", one_hot, "softmax", [(4, 3), (2, 5, 3)], focal)
sparse = lambda rng, *shape: rng.ids(*shape[:-1], below=shape[-1])
crossentropies("SparseCategoricalCrossentropy", sparse, "softmax", [(4, 3), (2, 5, 3)], [{}])
for shape, ignored in [((6, 3), 1), ((6, 3), -1), ((3, 5, 3), 0)]:
    text = f"SparseCategoricalCrossentropy of {shape}, ignoring {ignored}"
    rng = Numbers(text)
    y = rng.ids(*shape[:-1], below=3)
    y[rng.random(y.shape) < 0.3] = ignored
    cls = "SparseCategoricalCrossentropy"
    mask = rng.mask("scattered", *shape[:2]) if len(shape) == 3 else None
    weight = rng.random(shape[:-1]).astype("float32")
    for reduction in REDUCTIONS:
        options = {"ignore_class": ignored, "reduction": reduction}
        add(f"{text}, {reduction}", cls, y, probabilities(rng, *shape), **options)
        add(f"{text}, {reduction}, logits", cls, y, rng.values(*shape), from_logits=True, mask=mask, **options)
        add(f"{text}, {reduction}, weighted", cls, y, probabilities(rng, *shape), weight=weight, mask=mask, **options)
rng = Numbers("sparse shapes")
cls = "SparseCategoricalCrossentropy"
add("sparse labels [4, 1]", cls, rng.ids(4, 1, below=3), probabilities(rng, 4, 3))
add("sparse labels [2, 5, 1]", cls, rng.ids(2, 5, 1, below=3), probabilities(rng, 2, 5, 3))
add("sparse labels that are floats", cls, np.array([0, 1.5, 2, 1], "float32"), probabilities(rng, 4, 3))
add("binary labels [4] for [4, 1]", "BinaryCrossentropy", binary(rng, 4), rng.values(4, 1), from_logits=True)
mixed = probabilities(rng, 4, 3), 3 * probabilities(rng, 4, 3)
add("probabilities that do not add up to 1", "CategoricalCrossentropy", *mixed)
mixed = probabilities(rng, 2, 3, 4).transpose(0, 2, 1), rng.values(2, 4, 3)
add("CategoricalCrossentropy on axis 1", "CategoricalCrossentropy", *mixed, from_logits=True, axis=1)
mixed = mixed[0], probabilities(rng, 2, 3, 4).transpose(0, 2, 1)
add("CategoricalCrossentropy on axis 1, probabilities", "CategoricalCrossentropy", *mixed, axis=1)
mixed = binary(rng, 2, 5, 3), rng.values(2, 5, 3)
add("BinaryCrossentropy, mean over axis 1", "BinaryCrossentropy", *mixed, from_logits=True, axis=1)

# Sequences without alignment.
for shape, classes, labels in [
    ((4, 6, 4), 4, [[1, 2, 0], [1, 1, 0], [0, 0, 0], [3, 2, 1]]),
    ((2, 12, 5), 5, [[1, 2, 3, 4, 4], [2, 2, 2, 0, 0]]),
    ((2, 3, 3), 3, [[1, 2, 1], [2, 0, 0]]),
    ((1, 1, 3), 3, [[2]]),
    ((2, 40, 6), 6, [[1, 2, 3, 4, 5, 5, 5, 1, 2], [3, 3, 3, 3, 0, 0, 0, 0, 0]]),
]:
    for scale in (1, 10):
        rng = Numbers(f"ctc {shape} {scale}")
        y, x = np.array(labels, "int32"), rng.values(*shape, scale=scale)
        for reduction in ("sum_over_batch_size", "none"):
            add(f"CTC of {shape}, {reduction}, scale {scale}", "CTC", y, x, reduction=reduction)
        weight = rng.random(shape[0]).astype("float32")
        add(f"CTC of {shape}, weighted, scale {scale}", "CTC", y, x, weight=weight)

head = {"keras": keras.__version__, "backend": "tensorflow", "script": "test/golden/losses.py"}
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in CASES.values())
text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n] }\n"
(FOLDER / "losses.json").write_text(text)
print(f"losses.json: {len(CASES)} cases, {len(text) // 1024} KB")
