"""The layers beside the recurrent ones, and what each does with a mask."""

from functools import partial
from itertools import product

from common import ACTIVATIONS, Golden, Numbers, fresh_names, functional, ids, keras, mask, np, padded, values

L = keras.layers
golden = Golden(__file__)
add = partial(functional, golden)


def reader(**options):
    """A GRU that shows by its outputs which steps its mask left out."""
    return L.GRU(2, **options)


# Embedding and Masking, and the masks they make.
add("Embedding of one id a row", lambda x: L.Embedding(9, 3)(x), lambda rng: rng.ids(4, below=9), static=True)
add("Embedding of a sequence", lambda x: L.Embedding(9, 5)(x), ids(3, 6, below=9))
add("Embedding of [batch, 2, 3] ids", lambda x: L.Embedding(7, 2)(x), ids(2, 2, 3, below=7))
add(
    "Embedding truncates float ids",
    lambda x: L.Embedding(9, 2)(x),
    lambda rng: rng.uniform(0, 8.9, (3, 4)).astype("float32"),
    static=True,
)
for layer, sequences in product((L.SimpleRNN, L.GRU, L.LSTM), (False, True)):
    returned = "sequences" if sequences else "the last output"
    add(
        f"{layer.__name__} reads Embedding with maskZero and returns {returned}",
        lambda x, layer=layer, s=sequences: layer(3, return_sequences=s)(L.Embedding(9, 2, mask_zero=True)(x)),
        ids(3, 6, below=9),
    )
    add(
        f"{layer.__name__} reads Masking and returns {returned}",
        lambda x, layer=layer, s=sequences: layer(3, return_sequences=s)(L.Masking()(x)),
        padded(3, 6, 2),
    )
add(
    "Masking zeroes the steps whose features all equal maskValue",
    lambda x: L.Masking(mask_value=-1.0)(x),
    padded(3, 5, 2, value=-1.0),
)
add(
    "Masking with maskValue masks the GRU after it",
    lambda x: reader()(L.Masking(mask_value=0.5)(x)),
    padded(3, 5, 2, value=0.5),
)
add(
    "RNN with a stack of cells reads Masking",
    lambda x: L.RNN([L.LSTMCell(3), L.LSTMCell(2)])(L.Masking()(x)),
    padded(3, 5, 2),
)
add(
    "a GRU that returns sequences passes its mask to the next",
    lambda x: reader()(L.LSTM(3, return_sequences=True)(L.Masking()(x))),
    padded(3, 5, 2),
)
add(
    "Bidirectional reads Embedding with maskZero and passes the mask on",
    lambda x: reader()(L.Bidirectional(L.LSTM(3, return_sequences=True))(L.Embedding(9, 2, mask_zero=True)(x))),
    ids(3, 6, below=9),
)

# Dense and Activation.
for shape in [(3, 5), (3, 4, 5), (2, 3, 4, 5), (1, 1), (5, 17), (3, 2, 33)]:
    add(f"Dense(3) on {list(shape)}", lambda x: L.Dense(3)(x), values(*shape))
add("Dense(9) has no bias", lambda x: L.Dense(9, use_bias=False)(x), values(3, 4))
add("Dense(17) after Dense(65)", lambda x: L.Dense(17)(L.Dense(65, activation="relu")(x)), values(2, 3))
for name in ACTIVATIONS:
    add(f"Dense on 2D has the activation {name}", lambda x, name=name: L.Dense(5, activation=name)(x), values(3, 4))
    add(f"Dense on 3D has the activation {name}", lambda x, name=name: L.Dense(3, activation=name)(x), values(2, 3, 4))
for name in [*ACTIVATIONS, "glu"]:
    add(f"Activation {name}", lambda x, name=name: L.Activation(name)(x), values(2, 3, 6, scale=2.0))
    add(
        f"Activation {name} at whole and half numbers",
        lambda x, name=name: L.Activation(name)(x),
        lambda rng: np.arange(-4, 4, 0.5, dtype="float32").reshape(2, 8),
    )

# TimeDistributed.
for static in (True, False):
    time = "known" if static else "unknown"
    fixed = partial(add, static=static)
    fixed(f"TimeDistributed(Dense), time {time}", lambda x: L.TimeDistributed(L.Dense(3))(x), values(2, 4, 5))
    fixed(
        f"TimeDistributed(Dense) on 4D, time {time}",
        lambda x: L.TimeDistributed(L.Dense(3, activation="relu"))(x),
        values(2, 3, 4, 5),
    )
    fixed(f"TimeDistributed(LSTM), time {time}", lambda x: L.TimeDistributed(L.LSTM(3))(x), values(2, 3, 4, 2))
    fixed(
        f"TimeDistributed(GRU) returning sequences, time {time}",
        lambda x: L.TimeDistributed(L.GRU(3, return_sequences=True, go_backwards=True))(x),
        values(2, 3, 4, 2),
    )
    fixed(
        f"TimeDistributed(Bidirectional(GRU)), time {time}",
        lambda x: L.TimeDistributed(L.Bidirectional(L.GRU(2)))(x),
        values(2, 3, 4, 2),
    )
    fixed(f"TimeDistributed(Conv1D), time {time}", lambda x: L.TimeDistributed(L.Conv1D(3, 2))(x), values(2, 3, 4, 2))
    fixed(f"TimeDistributed(Flatten), time {time}", lambda x: L.TimeDistributed(L.Flatten())(x), values(2, 3, 4, 2))
    fixed(
        f"TimeDistributed(Dense) passes its mask on, time {time}",
        lambda x: reader()(L.TimeDistributed(L.Dense(3))(L.Masking()(x))),
        padded(3, 4, 2),
    )
add("TimeDistributed(Embedding)", lambda x: L.TimeDistributed(L.Embedding(7, 2))(x), ids(2, 3, 4, below=7), static=True)
add(
    "TimeDistributed(TimeDistributed(Dense))",
    lambda x: L.TimeDistributed(L.TimeDistributed(L.Dense(2)))(x),
    values(2, 3, 4, 2),
    static=True,
)
add(
    "TimeDistributed(Sequential)",
    lambda x: L.TimeDistributed(keras.Sequential([L.Dense(3, activation="tanh"), L.Dense(2)]))(x),
    values(2, 3, 4),
    static=True,
)

# Shapes.
add("RepeatVector(3)", lambda x: L.RepeatVector(3)(x), values(2, 4))
add(
    "RepeatVector feeds a GRU",
    lambda x: reader(return_sequences=True)(L.RepeatVector(4)(L.LSTM(3)(x))),
    values(2, 3, 4),
)
for target in [(6, 2), (-1,), (2, -1), (2, 3, 2)]:
    add(f"Reshape({list(target)})", lambda x, t=target: L.Reshape(t)(x), values(2, 3, 4), static=True)
add("Reshape([-1, 2]) where time is unknown", lambda x: L.Reshape((-1, 2))(x), values(2, 3, 4))
add("Reshape([4]) of [batch, 2, 2]", lambda x: L.Reshape((4,))(x), values(3, 2, 2), static=True)
add("Permute([2, 1])", lambda x: L.Permute((2, 1))(x), values(2, 3, 4))
add("Permute([3, 1, 2])", lambda x: L.Permute((3, 1, 2))(x), values(2, 3, 4, 5), static=True)
for shape in [(3, 4), (2, 3, 4), (2, 3, 4, 2)]:
    add(f"Flatten of {list(shape)}", lambda x: L.Flatten()(x), values(*shape), static=True)
add("Flatten of [batch, 1] for a batch of rank 1", lambda x: L.Flatten()(x), lambda rng: rng.values(4), static=True)

# Merging.
two, three = [values(3, 4, 5)] * 2, [values(3, 4, 5)] * 3
for layer in (L.Add, L.Multiply, L.Average, L.Maximum, L.Minimum):
    name = layer.__name__
    add(f"{name} of two", lambda *xs, layer=layer: layer()(list(xs)), *two)
    add(f"{name} of three", lambda *xs, layer=layer: layer()(list(xs)), *three)
    add(
        f"{name} stretches an axis of 1",
        lambda *xs, layer=layer: layer()(list(xs)),
        values(3, 4, 5),
        values(3, 1, 5),
        static=True,
    )
    add(
        f"{name} of different ranks",
        lambda *xs, layer=layer: layer()(list(xs)),
        values(3, 4, 5),
        values(3, 5),
        static=True,
    )
    add(
        f"{name} of two masked inputs masks the GRU after it",
        lambda a, b, layer=layer: reader()(layer()([L.Masking()(a), L.Masking()(b)])),
        padded(3, 5, 2),
        padded(3, 5, 2),
    )
    add(
        f"{name} of a masked input and another",
        lambda a, b, layer=layer: reader()(layer()([L.Masking()(a), b])),
        padded(3, 5, 2),
        values(3, 5, 2),
    )
add("Subtract", lambda a, b: L.Subtract()([a, b]), *two)
add(
    "Subtract of two masked inputs masks the GRU after it",
    lambda a, b: reader()(L.Subtract()([L.Masking()(a), L.Masking()(b)])),
    padded(3, 5, 2),
    padded(3, 5, 2),
)
add("Concatenate on the last axis", lambda a, b: L.Concatenate()([a, b]), values(3, 4, 5), values(3, 4, 2))
add(
    "Concatenate of three on axis 2",
    lambda *xs: L.Concatenate(axis=2)(list(xs)),
    values(2, 3, 1),
    values(2, 3, 2),
    values(2, 3, 4),
)
add("Concatenate on axis 1", lambda a, b: L.Concatenate(axis=1)([a, b]), values(3, 4, 5), values(3, 2, 5))
add("Concatenate on axis -2", lambda a, b: L.Concatenate(axis=-2)([a, b]), values(3, 4, 5), values(3, 2, 5))
add("Concatenate of 2D", lambda a, b: L.Concatenate()([a, b]), values(3, 4), values(3, 2))
for axis in (-1, 1):
    add(
        f"Concatenate on axis {axis} of two masked inputs masks the GRU after it",
        lambda a, b, axis=axis: reader()(L.Concatenate(axis=axis)([L.Masking()(a), L.Masking()(b)])),
        padded(3, 5, 2),
        padded(3, 5, 2),
    )
    add(
        f"Concatenate on axis {axis} of a masked input and another",
        lambda a, b, axis=axis: reader()(L.Concatenate(axis=axis)([L.Masking()(a), b])),
        padded(3, 5, 2),
        values(3, 5, 2),
    )
for axes, a, b in [
    (1, (3, 4), (3, 4)),
    (-1, (3, 4), (3, 4)),
    (1, (2, 4, 3), (2, 4, 5)),
    (2, (2, 4, 3), (2, 5, 3)),
    (-1, (2, 4, 3), (2, 5, 3)),
    ((1, 2), (2, 4, 3), (2, 5, 4)),
    ((2, 1), (2, 4, 3), (2, 3, 5)),
    ((2, 1), (2, 4, 3), (2, 3)),
    ((1, 2), (2, 3), (2, 4, 3)),
]:
    for normalize in (False, True):
        add(
            f"Dot(axes={axes}, normalize={normalize}) of {list(a)} and {list(b)}",
            lambda a, b, axes=axes, n=normalize: L.Dot(axes=axes, normalize=n)([a, b]),
            values(*a),
            values(*b),
            static=True,
        )

# Normalising.
NORMS = [
    {},
    {"axis": 1},
    {"axis": [1, 2]},
    {"epsilon": 0.1},
    {"center": False},
    {"scale": False},
    {"center": False, "scale": False},
]
for options in NORMS:
    add(
        f"LayerNormalization {options}", lambda x, o=options: L.LayerNormalization(**o)(x), values(2, 3, 5), static=True
    )
add("LayerNormalization of 2D", lambda x: L.LayerNormalization()(x), values(3, 9))
add("LayerNormalization of a constant row", lambda x: L.LayerNormalization()(x * 0 + 2), values(3, 9))
for options in [o for o in NORMS if o.get("axis") != [1, 2]]:
    add(
        f"BatchNormalization {options}", lambda x, o=options: L.BatchNormalization(**o)(x), values(2, 3, 5), static=True
    )
add("BatchNormalization of 2D", lambda x: L.BatchNormalization()(x), values(3, 9))
add(
    "BatchNormalization with a mask",
    lambda x, m: L.BatchNormalization()(x, mask=m),
    values(3, 4, 5),
    mask("scattered", 3, 4),
)

# Convolution and pooling.
for padding, options in product(
    ("valid", "same", "causal"),
    [
        {},
        {"strides": 2},
        {"strides": 3},
        {"dilation_rate": 2},
        {"use_bias": False, "activation": "relu"},
        {"groups": 2},
    ],
):
    add(
        f"Conv1D(4, 3) {padding} {options}",
        lambda x, p=padding, o=options: L.Conv1D(4, 3, padding=p, **o)(x),
        values(2, 8, 6),
    )
for size, padding in product((1, 2, 4, 5), ("valid", "same", "causal")):
    add(
        f"Conv1D(3, {size}) {padding} on 7 steps of 1",
        lambda x, s=size, p=padding: L.Conv1D(3, s, padding=p)(x),
        values(2, 7, 1),
    )
add("Conv1D(3, 4) same, strides 2 on 5 steps", lambda x: L.Conv1D(3, 4, padding="same", strides=2)(x), values(1, 5, 2))
add("Conv1D(17, 3) on 9 features", lambda x: L.Conv1D(17, 3)(x), values(2, 5, 9))
for layer, padding, options in product(
    (L.MaxPooling1D, L.AveragePooling1D),
    ("valid", "same"),
    [
        {"pool_size": 2},
        {"pool_size": 3},
        {"pool_size": 3, "strides": 1},
        {"pool_size": 2, "strides": 3},
        {"pool_size": 4, "strides": 2},
    ],
):
    add(
        f"{layer.__name__} {padding} {options}",
        lambda x, la=layer, p=padding, o=options: la(padding=p, **o)(x),
        values(2, 7, 3),
    )
for layer, keepdims in product((L.GlobalMaxPooling1D, L.GlobalAveragePooling1D), (False, True)):
    add(f"{layer.__name__}(keepdims={keepdims})", lambda x, la=layer, k=keepdims: la(keepdims=k)(x), values(2, 5, 3))
for kind, keepdims in product(("right-padded", "left-padded"), (False, True)):
    add(
        f"GlobalAveragePooling1D(keepdims={keepdims}) averages what the mask leaves, {kind}",
        lambda x, m, k=keepdims: L.GlobalAveragePooling1D(keepdims=k)(x, mask=m),
        values(3, 5, 2),
        mask(kind, 3, 5),
    )
add(
    "GlobalAveragePooling1D averages what Masking leaves",
    lambda x: L.GlobalAveragePooling1D()(L.Masking(0.5)(x)),
    padded(3, 5, 2, value=0.5),
)
add(
    "GlobalAveragePooling1D averages what a masked GRU leaves",
    lambda x: L.GlobalAveragePooling1D()(reader(return_sequences=True)(L.Embedding(9, 2, mask_zero=True)(x))),
    ids(3, 5, below=9),
)

# Attention.
query, value, key = values(2, 3, 4), values(2, 5, 4), values(2, 5, 4)
query_mask, value_mask = mask("scattered", 2, 3), mask("left-padded", 2, 5)
ATTENTION = {
    "Attention": L.Attention,
    "Attention with useScale": partial(L.Attention, use_scale=True),
    "Attention with scoreMode concat": partial(L.Attention, score_mode="concat"),
    "Attention with scoreMode concat and useScale": partial(L.Attention, score_mode="concat", use_scale=True),
    "AdditiveAttention": L.AdditiveAttention,
    "AdditiveAttention without useScale": partial(L.AdditiveAttention, use_scale=False),
}
for name, make in ATTENTION.items():
    add(f"{name} of query and value", lambda q, v, m=make: m()([q, v]), query, value)
    add(f"{name} of query, value and key", lambda q, v, k, m=make: m()([q, v, k]), query, values(2, 5, 3), key)
    add(f"{name} returns scores", lambda q, v, m=make: m()([q, v], return_attention_scores=True), query, value)
    add(f"{name} masks the value", lambda q, v, vm, m=make: m()([q, v], mask=[None, vm]), query, value, value_mask)
    add(
        f"{name} masks the query and the value",
        lambda q, v, qm, vm, m=make: m()([q, v], mask=[qm, vm]),
        query,
        value,
        query_mask,
        value_mask,
    )
    add(f"{name} is causal", lambda q, v, m=make: m()([q, v], use_causal_mask=True), values(2, 5, 4), value)
    add(
        f"{name} is causal and masked",
        lambda q, v, vm, m=make: m()([q, v], mask=[None, vm], use_causal_mask=True, return_attention_scores=True),
        values(2, 5, 4),
        value,
        mask("right-padded", 2, 5),
    )
add(
    "Attention to nothing is even",
    lambda q, v, vm: L.Attention()([q, v], mask=[None, vm]),
    query,
    value,
    mask("with an all-masked row", 2, 5),
)
for name in ("Attention", "AdditiveAttention"):
    add(
        f"{name} reads the masks of embeddings",
        lambda a, b, m=ATTENTION[name]: reader()(
            m()([L.Embedding(9, 4, mask_zero=True)(a), L.Embedding(7, 4, mask_zero=True)(b)])
        ),
        ids(3, 4, below=9),
        ids(3, 6, below=7),
    )

# Dropout does nothing outside training, and masks pass.
for layer in (L.Dropout, L.SpatialDropout1D):
    add(f"{layer.__name__} changes nothing", lambda x, la=layer: la(0.5)(x), values(2, 3, 4))
PASSING = {
    "Dense": lambda x: L.Dense(3)(x),
    "Activation": lambda x: L.Activation("tanh")(x),
    "Dropout": lambda x: L.Dropout(0.5)(x),
    "SpatialDropout1D": lambda x: L.SpatialDropout1D(0.5)(x),
    "LayerNormalization": lambda x: L.LayerNormalization()(x),
    "BatchNormalization": lambda x: L.BatchNormalization()(x),
    "a second Masking": lambda x: L.Masking(mask_value=0.0)(x),
    "an operation": lambda x: 2 * x,
    "Conv1D": lambda x: L.Conv1D(2, 2, padding="causal")(x),
    "MaxPooling1D": lambda x: L.MaxPooling1D(2)(x),
    "Reshape": lambda x: L.Reshape((-1, 1))(x),
    "Permute": lambda x: L.Permute((2, 1))(x),
    "a Sequential": lambda x: keras.Sequential([L.Dense(3), L.Activation("relu")])(x),
}
for name, layer in PASSING.items():
    add(
        f"a mask before {name} and the GRU after it",
        lambda x, la=layer: reader()(la(L.Masking()(x))),
        padded(3, 5, 2),
        static=name == "Permute",
    )


def sequential(name, layers, recipe):
    fresh_names()
    array = recipe(Numbers(name))
    golden.add(name, keras.Sequential([keras.Input((None, *array.shape[2:])), *layers()]), [array])


sequential(
    "Sequential carries Embedding's mask through Dropout to GRU",
    lambda: [L.Embedding(9, 3, mask_zero=True), L.Dropout(0.3), reader()],
    ids(3, 5, below=9),
)
sequential(
    "Sequential carries Masking's mask to LSTM, Dense and GRU",
    lambda: [L.Masking(), L.LSTM(3, return_sequences=True), L.Dense(2), reader()],
    padded(3, 5, 2),
)
sequential(
    "Sequential carries a mask into Bidirectional and the average",
    lambda: [
        L.Embedding(9, 3, mask_zero=True),
        L.Bidirectional(L.GRU(2, return_sequences=True)),
        L.GlobalAveragePooling1D(),
    ],
    ids(3, 5, below=9),
)
sequential(
    "Sequential loses the mask at Conv1D",
    lambda: [L.Masking(), L.Conv1D(3, 2, padding="same"), reader()],
    padded(3, 5, 2),
)
sequential(
    "Sequential carries a mask into a nested Sequential",
    lambda: [L.Masking(), keras.Sequential([L.Dense(3), L.LSTM(2, return_sequences=True)]), reader()],
    padded(3, 5, 2),
)

golden.write()
