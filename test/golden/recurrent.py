"""SimpleRNN, GRU and LSTM: their options, masks, initial states, activations, sizes, and stateful calls."""

from itertools import product

from common import ACTIVATIONS, MASKS, Golden, Numbers, choose, fresh_names, keras, np, recurrent_model

layers = keras.layers
golden = Golden(__file__)

KINDS = {
    "SimpleRNN": lambda units, **o: layers.SimpleRNN(units, **o),
    "GRU": lambda units, **o: layers.GRU(units, **o),
    "GRU reset before": lambda units, **o: layers.GRU(units, reset_after=False, **o),
    "LSTM": lambda units, **o: layers.LSTM(units, **o),
}
CHOICES = {
    "go_backwards": [False, True],
    "given": [False, True],
    "zero_output_for_mask": [False, True],
    "use_bias": [True, True, False],
    "units": [1, 2, 3, 5, 7, 8, 9, 5, 3],
    "batch": [1, 2, 3, 4, 5],
    "steps": [1, 2, 3, 4, 5, 6, 7],
    "features": [1, 2, 3, 4, 5, 6, 7, 8, 9],
}


def add(name, kind, units, *, batch, steps, features, mask="none", given=False, scale=1.0, poison=False, **options):
    fresh_names()
    rng = Numbers(name)
    sizes = [units] * (2 if kind == "LSTM" else 1) if given else None
    layer = KINDS[kind](units, **options)
    model, inputs = recurrent_model(
        layer, rng, batch=batch, steps=steps, features=features, mask=mask, state_sizes=sizes
    )
    if poison:
        inputs[0][~inputs[1]] = np.nan
    golden.add(name, model, inputs, scale)


# Every layer with every way of returning and every mask; the other options in as many pairs as fit.
seen = set()
for kind, sequences, state, mask in product(KINDS, [False, True], [False, True], MASKS):
    row = choose(
        Numbers(f"{kind} {sequences} {state} {mask}"),
        CHOICES,
        {"kind": kind, "sequences": sequences, "state": state, "mask": mask},
        seen,
    )
    if mask == "none":
        row["zero_output_for_mask"] = False
    elif mask != "with an all-masked row":
        row["steps"] = max(row["steps"], 4)
    returned = ("sequences" if sequences else "the last output") + (" and state" if state else "")
    notes = [f"mask {mask}" if mask != "none" else "no mask"]
    notes += ["initial state"] if row["given"] else []
    notes += [key for key in ("go_backwards", "zero_output_for_mask") if row[key]]
    notes += [] if row["use_bias"] else ["no bias"]
    add(
        f"{kind}({row['units']}) on [{row['batch']}, {row['steps']}, {row['features']}] returns {returned}; "
        + ", ".join(notes),
        kind,
        row["units"],
        return_sequences=sequences,
        return_state=state,
        mask=mask,
        **{key: row[key] for key in CHOICES if key != "units"},
    )

# Sizes around the width of a vector and of a panel of weights.
for kind, units in [
    *product(KINDS, [4, 16, 17]),
    ("SimpleRNN", 127),
    ("GRU", 63),
    ("GRU reset before", 33),
    ("LSTM", 65),
]:
    add(
        f"{kind} has {units} units",
        kind,
        units,
        batch=2,
        steps=4,
        features=3,
        mask="scattered" if units > 4 else "none",
        return_sequences=True,
        return_state=True,
    )
for kind in KINDS:
    add(
        f"{kind} reads one feature over one step for one sample",
        kind,
        5,
        batch=1,
        steps=1,
        features=1,
        return_state=True,
    )
    add(f"{kind} reads 65 features", kind, 2, batch=3, steps=2, features=65, return_sequences=True)

# Masks at their edges.
for kind, sequences in product(KINDS, [False, True]):
    returned = "sequences" if sequences else "the last output"
    common = {"batch": 3, "steps": 5, "features": 2, "return_sequences": sequences, "return_state": True}
    add(f"{kind} keeps a NaN of a masked step out of {returned}", kind, 3, mask="scattered", poison=True, **common)
    add(f"{kind} with a mask that is all true returns {returned}", kind, 3, mask="all true", **common)
    add(
        f"{kind} with leading masked steps and an initial state returns {returned}",
        kind,
        3,
        mask="left-padded",
        given=True,
        **common,
    )

# Activations.
for name in ACTIVATIONS:
    small = {"batch": 2, "steps": 3, "features": 4, "return_sequences": True}
    scale = 0.5 if name == "exponential" else 1.0
    for kind in KINDS:
        if kind == "GRU reset before" and name not in ("relu", "softmax", "exponential"):
            continue
        add(f"{kind} has the activation {name}", kind, 3, activation=name, scale=scale, **small)
        if kind != "SimpleRNN":
            add(f"{kind} has the recurrent activation {name}", kind, 3, recurrent_activation=name, scale=scale, **small)
add(
    "LSTM has relu for both activations",
    "LSTM",
    5,
    activation="relu",
    recurrent_activation="relu",
    batch=2,
    steps=3,
    features=4,
)
add(
    "GRU has softmax for both activations",
    "GRU",
    5,
    activation="softmax",
    recurrent_activation="softmax",
    batch=2,
    steps=3,
    features=4,
)

# Stateful layers: three calls, each from the states that the last one left.
for kind, (sequences, backwards, mask) in product(
    KINDS,
    [(False, False, "none"), (True, False, "scattered"), (True, True, "none"), (False, True, "with an all-masked row")],
):
    fresh_names()
    name = f"{kind} stateful carries its state to the next call; "
    name += f"sequences {sequences}, go_backwards {backwards}, mask {mask}"
    rng = Numbers(name)
    x = keras.Input(batch_shape=(3, 4, 2), name="x")
    m = keras.Input(batch_shape=(3, 4), dtype="bool", name="mask")
    layer = KINDS[kind](5, stateful=True, return_sequences=sequences, go_backwards=backwards, return_state=True)
    outputs = layer(x) if mask == "none" else layer(x, mask=m)
    model = keras.Model(x if mask == "none" else [x, m], outputs)
    calls = [[rng.values(3, 4, 2)] + ([] if mask == "none" else [rng.mask(mask, 3, 4)]) for _ in range(3)]
    golden.add_calls(name, model, calls)

fresh_names()
rng = Numbers("stateful stack")
stack = keras.Sequential(
    [
        keras.Input(batch_shape=(2, 3, 4)),
        layers.LSTM(3, stateful=True, return_sequences=True),
        layers.GRU(2, stateful=True),
        layers.Dense(2),
    ]
)
golden.add_calls(
    "Sequential of stateful LSTM and GRU carries both states", stack, [[rng.values(2, 3, 4)] for _ in range(3)]
)

fresh_names()
rng = Numbers("stateful with initial state")
x, h = keras.Input(batch_shape=(2, 3, 4)), keras.Input(batch_shape=(2, 3))
model = keras.Model([x, h], layers.GRU(3, stateful=True)(x, initial_state=h))
golden.add_calls(
    "GRU stateful starts each call from the initial state it is given",
    model,
    [[rng.values(2, 3, 4), rng.values(2, 3)] for _ in range(2)],
)

golden.write()
