"""Operation nodes: what Keras writes into a functional model for `2 * x`, `x[:, -1]` and `keras.ops`."""

from functools import partial

from common import Golden, functional, ids, keras, mask, np, padded, values

ops, L = keras.ops, keras.layers
golden = Golden(__file__)
add = partial(functional, golden)
fixed = partial(functional, golden, static=True)

x3, x2 = values(2, 3, 4), values(3, 5)
pair = [values(2, 3, 4), values(2, 3, 4)]
ties = lambda rng: np.arange(-4, 4, 0.5, dtype="float32").reshape(2, 2, 4)  # noqa: E731
counts = lambda rng: rng.integers(-3, 4, (2, 3, 4)).astype("float32")  # noqa: E731


def positive(*shape):
    return lambda rng: rng.uniform(0.1, 3, shape).astype("float32")


# Arithmetic as Python writes it.
for text, f in {
    "x * 2": lambda x: x * 2,
    "2 * x": lambda x: 2 * x,
    "1 - x": lambda x: 1 - x,
    "x - 1": lambda x: x - 1,
    "x + 0.5": lambda x: x + 0.5,
    "x / 3": lambda x: x / 3,
    "-x": lambda x: -x,
    "abs(x)": abs,
    "x ** 2": lambda x: x**2,
    "x ** 3": lambda x: x**3,
    "x % 2": lambda x: x % 2,
    "x // 0.75": lambda x: x // 0.75,
    "x + x": lambda x: x + x,
    "x * x - x": lambda x: x * x - x,
}.items():
    add(text, f, x3)
add("1 / x", lambda x: 1 / x, positive(2, 3, 4))
add("x ** 0.5", lambda x: x**0.5, positive(2, 3, 4))
add("x ** -1.5", lambda x: x**-1.5, positive(2, 3, 4))
add("2 ** x", lambda x: 2**x, x3)
for text, f in {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
}.items():
    add(f"{text} of equal shapes", f, *pair)
    add(f"{text} of [2, 3, 4] and [2, 1, 4]", f, x3, values(2, 1, 4), static=True)
    add(f"{text} of [2, 3, 1] and [2, 1, 4]", f, values(2, 3, 1), values(2, 1, 4), static=True)
    add(f"{text} of [3, 3, 4] and [3, 4]", f, values(3, 3, 4), values(3, 4), static=True)
add("a / b", lambda a, b: a / b, x3, positive(2, 3, 4))
add("a ** b", lambda a, b: a**b, positive(2, 3, 4), x3)
add("maximum with a number", lambda x: ops.maximum(x, 0.25), x3)
add("minimum with a number", lambda x: ops.minimum(x, -0.25), x3)
for name in ("add", "subtract", "multiply", "divide", "true_divide", "power"):
    add(f"ops.{name} of two tensors", getattr(ops, name), positive(2, 3, 4), positive(2, 3, 4))
    add(f"ops.{name} with a number", lambda x, n=name: getattr(ops, n)(x, 1.5), positive(2, 3, 4))

# One tensor, element by element.
for name in """
    exp expm1 square abs absolute negative tanh sigmoid relu sin cos sign erf floor ceil round softplus softsign silu
    relu6 gelu elu selu leaky_relu hard_sigmoid hard_silu hard_tanh log_sigmoid celu tanh_shrink soft_shrink
    hard_shrink squareplus sparse_plus sparse_sigmoid sinh cosh arctan""".split():
    add(f"ops.{name}", getattr(ops, name), values(2, 3, 4, scale=1.5))
for name in ("log", "log1p", "sqrt", "rsqrt", "reciprocal", "log2", "log10"):
    add(f"ops.{name}", getattr(ops, name), positive(2, 3, 4))
for name in ("round", "floor", "ceil", "sign", "relu", "hard_sigmoid", "abs"):
    add(f"ops.{name} at whole and half numbers", getattr(ops, name), ties)
add("ops.leaky_relu with a slope", lambda x: ops.leaky_relu(x, negative_slope=0.3), x3)
add("ops.elu with alpha", lambda x: ops.elu(x, alpha=0.5), x3)
add("ops.celu with alpha", lambda x: ops.celu(x, alpha=0.5), x3)
add("ops.gelu exact", lambda x: ops.gelu(x, approximate=False), x3)
add("ops.gelu approximate", lambda x: ops.gelu(x, approximate=True), x3)
add("ops.threshold", lambda x: ops.threshold(x, 0.5, -1.0), x3)
add("ops.hard_shrink with a threshold", lambda x: ops.hard_shrink(x, threshold=0.2), x3)
add("ops.soft_shrink with a threshold", lambda x: ops.soft_shrink(x, threshold=0.2), x3)
add("ops.round to one decimal", lambda x: ops.round(x, 1), x3)
add("ops.clip", lambda x: ops.clip(x, -0.5, 0.75), x3)
for axis in (-1, 1, 2):
    add(f"ops.softmax on axis {axis}", lambda x, a=axis: ops.softmax(x, axis=a), x3)
    add(f"ops.log_softmax on axis {axis}", lambda x, a=axis: ops.log_softmax(x, axis=a), x3)
    fixed(f"ops.glu on axis {axis}", lambda x, a=axis: ops.glu(x, axis=a), values(2, 6, 4))
add("ops.sparsemax", lambda x: ops.sparsemax(x), x3)
add("keras.activations.softmax on axis 1", lambda x: keras.activations.softmax(x, axis=1), x3)
add("keras.activations.relu with all its arguments", lambda x: keras.activations.relu(x, 0.1, 1.0, 0.2), x3)

# Reductions.
for name in ("mean", "sum", "max", "min", "prod", "var", "std", "logsumexp"):
    for options in [
        {"axis": -1},
        {"axis": 1},
        {"axis": 1, "keepdims": True},
        {"axis": (1, 2)},
        {"axis": [-1, 1], "keepdims": True},
    ]:
        add(f"ops.{name} {options}", lambda x, n=name, o=options: getattr(ops, n)(x, **o), x3, static=True)
    add(f"ops.{name} of everything, kept", lambda x, n=name: getattr(ops, n)(x, keepdims=True), x3, static=True)
add("ops.mean over unknown time", lambda x: ops.mean(x, axis=1), x3)
add("ops.max over the batch, kept", lambda x: ops.max(x, axis=0, keepdims=True), x3)
for name in ("argmax", "argmin"):
    for axis in (-1, 1):
        add(f"ops.{name} on axis {axis}", lambda x, n=name, a=axis: getattr(ops, n)(x, axis=a), x3)
    add(f"ops.{name} takes the first of equals", lambda x, n=name: getattr(ops, n)(x, axis=-1), counts)
for name in ("any", "all"):
    for options in [{"axis": -1}, {"axis": 1, "keepdims": True}, {"axis": (1, 2)}]:
        add(f"ops.{name} {options} of a comparison", lambda x, n=name, o=options: getattr(ops, n)(x > 0.3, **o), x3)
        add(f"ops.{name} {options} of numbers", lambda x, n=name, o=options: getattr(ops, n)(x, **o), counts)

# Comparisons and logic; results are bools.
for name in ("equal", "not_equal", "greater", "greater_equal", "less", "less_equal"):
    add(f"ops.{name} of two tensors", getattr(ops, name), counts, counts)
    add(f"ops.{name} with a number", lambda x, n=name: getattr(ops, n)(x, 1), counts)
    add(f"ops.{name} of ids", lambda x, n=name: getattr(ops, n)(x, 0), ids(3, 5, below=5))
for text, f in {"a > b": lambda a, b: a > b, "a <= b": lambda a, b: a <= b, "a == b": ops.equal}.items():
    add(text, f, counts, counts)
for name in ("logical_and", "logical_or", "logical_xor"):
    add(f"ops.{name} of bools", getattr(ops, name), mask("scattered", 3, 5), mask("scattered", 3, 5))
    add(f"ops.{name} of comparisons", lambda a, b, n=name: getattr(ops, n)(a > 0, b < 1), *pair)
add("ops.logical_not of bools", ops.logical_not, mask("scattered", 3, 5))
add("~m", lambda m: ~m, mask("scattered", 3, 5))
add("a & b, a | b", lambda a, b: [a & b, a | b], mask("scattered", 3, 5), mask("scattered", 3, 5))
add("ops.where of three tensors", lambda m, a, b: ops.where(m, a, b), lambda rng: rng.random((2, 3, 4)) < 0.5, *pair)
add("ops.where with numbers", lambda x: ops.where(x > 0, x, 0.1 * x), x3)
add("ops.where with a number on each side", lambda x: ops.where(x > 0, 1.0, -1.0), x3)
add(
    "ops.where stretches the condition",
    lambda m, x: ops.where(ops.expand_dims(m, -1), x, 0.0),
    mask("scattered", 3, 5),
    values(3, 5, 2),
)

# Types.
add("ops.cast of bools to float32", lambda m: ops.cast(m, "float32"), mask("scattered", 3, 5))
add("ops.cast of float32 to int32 truncates", lambda x: ops.cast(x, "int32"), values(2, 3, 4, scale=3.0))
add("ops.cast of float32 to bool", lambda x: ops.cast(x, "bool"), counts)
add("ops.cast of int32 to float32", lambda x: ops.cast(x, "float32") / 2, ids(3, 5, below=9))
add("int32 plus int32", lambda a, b: a + b, ids(3, 5, below=9), ids(3, 5, below=9))
add("int32 divided by a number is float32", lambda x: x / 2, ids(3, 5, below=9))
add("bool times float32", lambda m, x: ops.expand_dims(m, -1) * x, mask("scattered", 3, 5), values(3, 5, 2))
add("ops.sum of bools counts", lambda m: ops.sum(ops.cast(m, "int32"), axis=-1), mask("scattered", 3, 5))
add("ops.zeros_like and ops.ones_like", lambda x: [ops.zeros_like(x) + x, ops.ones_like(x) * 2], x3)
add("ops.full_like", lambda x: ops.full_like(x, 0.5), x3)

# Slices.
for text, f in {
    "x[:, -1]": lambda x: x[:, -1],
    "x[:, 0]": lambda x: x[:, 0],
    "x[:, 1:3]": lambda x: x[:, 1:3],
    "x[:, -2:]": lambda x: x[:, -2:],
    "x[:, :-1]": lambda x: x[:, :-1],
    "x[..., ::2]": lambda x: x[..., ::2],
    "x[..., 1]": lambda x: x[..., 1],
    "x[..., -1:]": lambda x: x[..., -1:],
    "x[:, :, 1:4:2]": lambda x: x[:, :, 1:4:2],
    "x[:, ::-1]": lambda x: x[:, ::-1],
    "x[:, 2:0:-1, 1]": lambda x: x[:, 2:0:-1, 1],
    "x[:, None]": lambda x: x[:, None],
    "x[:, :, None, 1:]": lambda x: x[:, :, None, 1:],
    "x[:, 1, 2]": lambda x: x[:, 1, 2],
}.items():
    fixed(text, f, values(3, 4, 5))
    if "None" not in text:
        add(f"{text} where time is unknown", f, values(3, 4, 5))
add("the last output of a GRU by x[:, -1]", lambda x: L.GRU(3, return_sequences=True)(x)[:, -1], x3)
add("ops.slice", lambda x: ops.slice(x, (0, 1, 2), (2, 2, 1)), x3, static=True)

# Shapes.
a3, a2 = values(2, 3, 4), values(3, 4)
for axis in (-1, 1, 2, 0):
    fixed(f"ops.concatenate on axis {axis}", lambda a, b, axis=axis: ops.concatenate([a, b], axis=axis), *pair)
for axis in (0, 1, 2, -1):
    fixed(f"ops.stack on axis {axis}", lambda a, b, axis=axis: ops.stack([a, b], axis=axis), *pair)
add("ops.concatenate of one tensor twice", lambda x: ops.concatenate([x, x], axis=-1), x3)
fixed("ops.reshape to [-1, 6, 2]", lambda x: ops.reshape(x, (-1, 6, 2)), a3)
fixed("ops.reshape to [-1]", lambda x: ops.reshape(x, (-1,)), a3)
fixed("ops.reshape merges batch and time", lambda x: ops.reshape(x, (-1, 4)), a3)
fixed("ops.transpose of all axes", lambda x: ops.transpose(x), a3)
fixed("ops.transpose to (0, 2, 1)", lambda x: ops.transpose(x, (0, 2, 1)), a3)
fixed("ops.transpose to (1, 0, 2)", lambda x: ops.transpose(x, (1, 0, 2)), a3)
fixed("ops.transpose of 4D", lambda x: ops.transpose(x, (0, 3, 1, 2)), values(2, 3, 4, 5))
fixed("ops.swapaxes", lambda x: ops.swapaxes(x, 1, -1), a3)
fixed("ops.moveaxis", lambda x: ops.moveaxis(x, -1, 1), values(2, 3, 4, 5))
fixed("ops.moveaxis of two", lambda x: ops.moveaxis(x, (1, 2), (2, 3)), values(2, 3, 4, 5))
fixed("ops.squeeze of one axis", lambda x: ops.squeeze(x, 1), values(3, 1, 4))
fixed("ops.squeeze of the last axis", lambda x: ops.squeeze(x, -1), values(3, 4, 1))
for axis in (0, 1, -1):
    fixed(f"ops.expand_dims on axis {axis}", lambda x, axis=axis: ops.expand_dims(x, axis), a2)
fixed("ops.expand_dims on two axes", lambda x: ops.expand_dims(x, (1, -1)), a2)
fixed("ops.ravel", ops.ravel, a2)
fixed("ops.broadcast_to", lambda x: ops.broadcast_to(x, (2, 3, 4)), values(2, 1, 4))
for axis in (1, -1, (1, 2)):
    fixed(f"ops.flip on axis {axis}", lambda x, axis=axis: ops.flip(x, axis=axis), a3)
add("ops.flip over unknown time", lambda x: ops.flip(x, axis=1), x3)
for axis in (1, -1):
    fixed(f"ops.repeat on axis {axis}", lambda x, axis=axis: ops.repeat(x, 3, axis=axis), a3)
fixed("ops.tile (1, 2, 3)", lambda x: ops.tile(x, (1, 2, 3)), a3)
fixed("ops.tile (1, 2) of 2D", lambda x: ops.tile(x, (1, 2)), a2)
fixed("ops.split into 2", lambda x: ops.split(x, 2, axis=-1), a3)
fixed("ops.split at indices", lambda x: ops.split(x, [1, 3], axis=-1), a3)
fixed("ops.split on axis 1", lambda x: ops.split(x, 3, axis=1), a3)
fixed("ops.unstack", lambda x: ops.unstack(x, axis=1), a3)
fixed("ops.pad", lambda x: ops.pad(x, ((0, 0), (1, 2), (0, 1))), a3)
fixed("ops.pad with a value", lambda x: ops.pad(x, ((0, 0), (2, 0), (0, 0)), constant_values=-1.5), a3)

# Products and looking up.
fixed("ops.matmul of [2, 3, 4] and [2, 4, 5]", ops.matmul, a3, values(2, 4, 5))
fixed("a @ b", lambda a, b: a @ b, a3, values(2, 4, 5))
fixed(
    "ops.matmul with a transposed tensor", lambda a, b: ops.matmul(a, ops.transpose(b, (0, 2, 1))), a3, values(2, 5, 4)
)
fixed("ops.matmul of 4D", ops.matmul, values(2, 2, 3, 4), values(2, 2, 4, 5))
fixed("ops.dot of 2D", ops.dot, values(3, 4), lambda rng: rng.values(4, 5))
fixed("ops.take on axis 1", lambda x: ops.take(x, np.array([2, 0, 0]), axis=1), a3)
fixed("ops.take on the last axis", lambda x: ops.take(x, [1, 3], axis=-1), a3)
add("ops.one_hot", lambda x: ops.one_hot(x, 7), ids(3, 4, below=7))
add("ops.one_hot of ids out of range is zeros", lambda x: ops.one_hot(x, 3), ids(3, 4, below=7))
# Masks made by hand.
add(
    "a GRU with ops.not_equal as mask",
    lambda i, x: L.GRU(3, return_sequences=True)(x, mask=ops.not_equal(i, 0)),
    ids(3, 5, below=4),
    values(3, 5, 2),
)
add("a GRU with ops.any as mask", lambda x: L.GRU(3)(x, mask=ops.any(ops.not_equal(x, 0), axis=-1)), padded(3, 5, 2))
add(
    "a weighted mean by hand",
    lambda x, m: (
        ops.sum(x * ops.expand_dims(ops.cast(m, "float32"), -1), 1) / ops.sum(ops.cast(m, "float32"), 1, keepdims=True)
    ),
    values(3, 5, 2),
    mask("right-padded", 3, 5),
)
add(
    "attention by hand",
    lambda q, v: ops.matmul(ops.softmax(ops.matmul(q, ops.transpose(v, (0, 2, 1))) / 2.0), v),
    values(2, 3, 4),
    values(2, 5, 4),
)
add("ops.stop_gradient", lambda x: x * ops.stop_gradient(x), x3)

golden.write()
