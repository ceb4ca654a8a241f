"""Metrics of Keras over several batches: metrics.json."""

import json

from common import FOLDER, Numbers, encode_input, keras, np, tf
from keras.src.backend import set_keras_mask
from keras.src.trainers.compile_utils import get_metric

CASES = {}


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def add(name, metric, batches, activation=None, **options):
    """One metric over batches of (y_true, y_pred[, weight[, mask]]); a string is looked up as compile does it."""
    case = {"name": name, "metric": camel(metric), "batches": []}
    if metric[0].islower() or metric in ("MSE", "MAE"):
        found = get_metric(metric, tf.constant(batches[0][0]), tf.constant(batches[0][1]))
        assert found.name == metric, found.name
    else:
        found = getattr(keras.metrics, metric)(**options)
        case["options"] = {camel(key): value for key, value in options.items()}
    for y_true, y_pred, *rest in batches:
        weight, mask = (*rest, None, None)[:2]
        predictions = getattr(keras.activations, activation)(tf.constant(y_pred)) if activation else tf.constant(y_pred)
        if mask is not None:
            set_keras_mask(predictions, tf.constant(mask))
        found.update_state(tf.constant(y_true), predictions, None if weight is None else tf.constant(weight))
        arrays = {"yTrue": y_true, "yPred": y_pred, "sampleWeight": weight, "mask": mask}
        case["batches"].append({key: encode_input(value) for key, value in arrays.items() if value is not None})
    case |= {"activation": activation} if activation else {}
    case["result"] = float(found.result())
    assert np.isfinite(case["result"]), name
    assert name not in CASES, name
    CASES[name] = case


def probabilities(rng, *shape):
    powers = np.exp(rng.values(*shape))
    return (powers / powers.sum(-1, keepdims=True)).astype("float32")


def one_hot(rng, *shape):
    return np.eye(shape[-1], dtype="float32")[rng.integers(0, shape[-1], shape[:-1])]


def binary(rng, *shape):
    return rng.integers(0, 2, shape).astype("float32")


def chance(rng, *shape):
    return rng.random(shape).astype("float32")


def sparse(rng, *shape):
    return rng.ids(*shape[:-1], below=shape[-1])


def numbers(rng, *shape):
    return rng.values(*shape, scale=1.5)


def batches(text, labels, predictions, shape, *, weighted=False, masked=False):
    """Three batches of different sizes."""
    rng = Numbers(text)
    made = []
    for batch in (shape[0], shape[0], shape[0] - 1):
        size = (batch, *shape[1:])
        losses = size[:-1]
        weight = chance(rng, *losses) if weighted else None
        mask = rng.mask("scattered", *size[:2]) if masked else None
        made.append((labels(rng, *size), predictions(rng, *size), weight, mask))
    return made


def everywhere(metric, labels, predictions, shapes, **options):
    for shape in shapes:
        name = f"{metric} {options or ''} of {shape}"
        add(name, metric, batches(name, labels, predictions, shape), **options)
        text = f"{name}, weighted"
        add(text, metric, batches(text, labels, predictions, shape, weighted=True), **options)
        if len(shape) > 2:
            text = f"{name}, masked"
            add(text, metric, batches(text, labels, predictions, shape, masked=True), **options)
            text = f"{name}, weighted and masked"
            if metric not in ("RootMeanSquaredError",):
                add(text, metric, batches(text, labels, predictions, shape, weighted=True, masked=True), **options)


FLAT, STEPS = (5, 4), (3, 5, 4)
for metric in [
    "MeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "RootMeanSquaredError",
    "CosineSimilarity",
    "LogCoshError",
]:
    everywhere(metric, numbers, numbers, [FLAT, STEPS, (5, 1)])
for metric in ("KLDivergence", "Poisson"):
    everywhere(metric, probabilities, probabilities, [FLAT, STEPS])
for metric in ("Hinge", "SquaredHinge", "CategoricalHinge"):
    everywhere(metric, one_hot, numbers, [FLAT, STEPS])
everywhere("BinaryCrossentropy", binary, chance, [(5, 1), STEPS])
everywhere("BinaryCrossentropy", binary, numbers, [(5, 1)], from_logits=True, label_smoothing=0.1)
everywhere("CategoricalCrossentropy", one_hot, probabilities, [FLAT, STEPS])
everywhere("CategoricalCrossentropy", one_hot, numbers, [FLAT], from_logits=True, label_smoothing=0.1)
everywhere("SparseCategoricalCrossentropy", sparse, probabilities, [FLAT, STEPS])
everywhere("SparseCategoricalCrossentropy", sparse, probabilities, [FLAT, STEPS], ignore_class=1)
add(
    "SparseCategoricalCrossentropy behind a softmax",
    "SparseCategoricalCrossentropy",
    batches("softmax", sparse, lambda rng, *shape: rng.values(*shape, scale=30), FLAT),
    activation="softmax",
)

everywhere("BinaryAccuracy", binary, chance, [(5, 1), FLAT, STEPS])
everywhere("BinaryAccuracy", binary, chance, [FLAT], threshold=0.3)
everywhere("CategoricalAccuracy", one_hot, probabilities, [FLAT, STEPS])
everywhere("SparseCategoricalAccuracy", sparse, probabilities, [FLAT, STEPS])
for k in (1, 2, 3):
    everywhere("TopKCategoricalAccuracy", one_hot, probabilities, [(6, 5), (3, 4, 5)], k=k)
    everywhere("SparseTopKCategoricalAccuracy", sparse, probabilities, [(6, 5), (3, 4, 5)], k=k)
ties = np.array([[0.2, 0.5, 0.5, 0.1], [0.3, 0.3, 0.3, 0.3], [1, 0, np.inf, 0], [1, 0, 0.5, np.nan]], "float32")
for k in (1, 2):
    labels = np.array([2, 3, 0, 0], "int32")
    add(f"top {k} of equals", "SparseTopKCategoricalAccuracy", [(labels, ties)], k=k)
add("top 2, labels out of range", "SparseTopKCategoricalAccuracy", [(np.array([4, -1], "int32"), ties[:2])], k=2)

# Names, which the shapes decide on.
for text in ("accuracy", "acc"):
    rng = Numbers(text)
    add(f"{text}, binary", text, [(binary(rng, 6, 1), chance(rng, 6, 1))])
    add(f"{text}, sparse", text, [(sparse(rng, 6, 3), probabilities(rng, 6, 3))])
    add(f"{text}, sparse column", text, [(sparse(rng, 6, 3)[:, None], probabilities(rng, 6, 3))])
    add(f"{text}, sparse steps", text, [(sparse(rng, 3, 5, 3), probabilities(rng, 3, 5, 3))])
    add(f"{text}, sparse steps in a column", text, [(sparse(rng, 3, 5, 3)[..., None], probabilities(rng, 3, 5, 3))])
    add(f"{text}, one step", text, [(sparse(rng, 3, 1, 3), probabilities(rng, 3, 1, 3))])
    add(f"{text}, categorical", text, [(one_hot(rng, 6, 3), probabilities(rng, 6, 3))])
    add(f"{text}, steps", text, [(one_hot(rng, 3, 5, 3), probabilities(rng, 3, 5, 3))])
rng = Numbers("names")
pair = numbers(rng, 4, 3), numbers(rng, 4, 3)
for text in "mse MSE mae MAE mape msle mean_squared_error root_mean_squared_error cosine_similarity hinge".split():
    add(text, text, [pair])
for text in "auc precision recall binary_accuracy bce binary_crossentropy".split():
    add(text, text, [(binary(rng, 9, 1), chance(rng, 9, 1))])
for text in "categorical_accuracy top_k_categorical_accuracy categorical_crossentropy kl_divergence poisson".split():
    add(text, text, [(one_hot(rng, 4, 7), probabilities(rng, 4, 7))])
add("log_cosh_error", "log_cosh_error", [pair])

# Counts.
for metric in ("Precision", "Recall"):
    everywhere(metric, binary, chance, [(8, 1), (6, 4), (3, 5, 4)])
    everywhere(metric, binary, chance, [(8, 1)], thresholds=0.3)
    everywhere(metric, one_hot, probabilities, [(6, 4), (3, 5, 4)], top_k=2)
    everywhere(metric, binary, chance, [(6, 4), (3, 5, 4)], class_id=2)
    everywhere(metric, one_hot, probabilities, [(6, 4)], class_id=1, top_k=2)
    everywhere(metric, one_hot, probabilities, [(6, 4)], top_k=2, thresholds=0.35)
    add(f"{metric} of nothing", metric, [(np.zeros((4, 1), "float32"), np.zeros((4, 1), "float32"))])
    add(f"{metric} of flat labels", metric, [(binary(Numbers("flat"), 6), chance(Numbers("flat"), 6))])
for curve in ("ROC", "PR"):
    for method in ("interpolation", "minoring", "majoring"):
        everywhere("AUC", binary, chance, [(40, 1)], curve=curve, summation_method=method)
    everywhere("AUC", binary, chance, [(9, 3)], curve=curve, num_thresholds=7)
    everywhere("AUC", binary, numbers, [(20, 1)], curve=curve, from_logits=True)
    everywhere("AUC", binary, chance, [(20, 1)], curve=curve, thresholds=[0.1, 0.9, 0.6])
    certain = np.array([[0], [1], [1], [0], [1]], "float32"), np.array([[0], [1], [0], [1], [1]], "float32")
    add(f"AUC {curve} of 0 and 1", "AUC", [certain], curve=curve)
    add(f"AUC {curve} of one class", "AUC", [(np.ones((4, 1), "float32"), chance(Numbers("one"), 4, 1))], curve=curve)
for average in ("micro", "macro", "weighted"):
    everywhere("F1Score", one_hot, probabilities, [(9, 4)], average=average)
    everywhere("F1Score", binary, chance, [(9, 4)], average=average, threshold=0.4)
    everywhere("FBetaScore", one_hot, probabilities, [(9, 4)], average=average, beta=2.0)

head = {"keras": keras.__version__, "backend": "tensorflow", "script": "test/golden/metrics.py"}
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in CASES.values())
text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n] }\n"
(FOLDER / "metrics.json").write_text(text)
print(f"metrics.json: {len(CASES)} cases, {len(text) // 1024} KB")
