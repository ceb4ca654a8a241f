"""Bidirectional: merge modes, what it wraps, masks, states, and a backward layer of one's own."""

from itertools import product

from common import MASKS, Golden, Numbers, choose, fresh_names, keras, np, recurrent_model

layers = keras.layers
golden = Golden(__file__)

MODES = ["concat", "sum", "mul", "ave", None]
# kind: (the layer, the sizes of the states of one direction)
KINDS = {
    "SimpleRNN": (lambda units, **o: layers.SimpleRNN(units, **o), lambda units: [units]),
    "GRU": (lambda units, **o: layers.GRU(units, **o), lambda units: [units]),
    "GRU reset before": (lambda units, **o: layers.GRU(units, reset_after=False, **o), lambda units: [units]),
    "LSTM": (lambda units, **o: layers.LSTM(units, **o), lambda units: [units, units]),
    "RNN([GRUCell, GRUCell])": (
        lambda units, **o: layers.RNN([layers.GRUCell(2), layers.GRUCell(units)], **o),
        lambda units: [2, units],
    ),
    "RNN([LSTMCell, LSTMCell])": (
        lambda units, **o: layers.RNN([layers.LSTMCell(3), layers.LSTMCell(units)], **o),
        lambda units: [[3, 3], [units, units]],
    ),
}
CHOICES = {
    "mask": ["none", *MASKS],
    "given": [False, True],
    "units": [1, 2, 3, 5, 7, 8, 9],
    "batch": [1, 2, 3, 4, 5],
    "steps": [1, 2, 3, 4, 5, 6, 7],
    "features": [1, 2, 3, 4, 5],
}


def add(name, layer, state_sizes=None, *, batch, steps, features, mask="none", poison=False):
    rng = Numbers(name)
    model, inputs = recurrent_model(
        layer, rng, batch=batch, steps=steps, features=features, mask=mask, state_sizes=state_sizes
    )
    if poison:
        inputs[0][~inputs[1]] = np.nan
    golden.add(name, model, inputs)


def returned(sequences, state):
    return ("sequences" if sequences else "the last outputs") + (" and states" if state else "")


seen = set()
for kind, mode, sequences, state in product(KINDS, MODES, [False, True], [False, True]):
    fixed = {"kind": kind, "mode": mode, "sequences": sequences, "state": state}
    row = choose(Numbers(f"bidirectional {fixed}"), CHOICES, fixed, seen)
    if row["mask"] not in ("none", "with an all-masked row"):
        row["steps"] = max(row["steps"], 4)
    fresh_names()
    make, sizes = KINDS[kind]
    inner = make(row["units"], return_sequences=sequences, return_state=state)
    add(
        f"Bidirectional({kind}({row['units']}), {mode}) on [{row['batch']}, {row['steps']}, {row['features']}] returns "
        f"{returned(sequences, state)}; mask {row['mask']}" + ("; initial state" if row["given"] else ""),
        layers.Bidirectional(inner, merge_mode=mode),
        sizes(row["units"]) * 2 if row["given"] else None,
        batch=row["batch"],
        steps=row["steps"],
        features=row["features"],
        mask=row["mask"],
    )

small = {"batch": 3, "steps": 5, "features": 2}
for kind, sequences in product(["SimpleRNN", "GRU", "LSTM", "RNN([LSTMCell, LSTMCell])"], [False, True]):
    for mask in ["right-padded", "with an all-masked row"]:
        fresh_names()
        make, sizes = KINDS[kind]
        add(
            f"Bidirectional({kind}) keeps a NaN of a masked step out of {returned(sequences, True)}; mask {mask}",
            layers.Bidirectional(make(3, return_sequences=sequences, return_state=True)),
            mask=mask,
            poison=True,
            **small,
        )

# A backward layer of another class, other activations or with other options; it need not have as many units to concat.
for (mode, units), sequences, mask in product(
    [("concat", 2), ("sum", 3), ("mul", 3), ("ave", 3), (None, 2)], [False, True], ["none", "scattered"]
):
    fresh_names()
    options = {"return_sequences": sequences, "go_backwards": True}
    back = layers.GRU(units, reset_after=False, activation="relu", use_bias=False, name="back", **options)
    add(
        f"Bidirectional(LSTM(3), {mode}) with a GRU({units}) as backward layer returns {returned(sequences, False)}; "
        f"mask {mask}",
        layers.Bidirectional(layers.LSTM(3, return_sequences=sequences), merge_mode=mode, backward_layer=back),
        mask=mask,
        **small,
    )
# One unit in one direction goes with all of the other's.
for (mode, ahead, units), sequences in product([("sum", 3, 1), ("mul", 1, 3), ("ave", 3, 1)], [False, True]):
    fresh_names()
    back = layers.GRU(units, return_sequences=sequences, go_backwards=True, name="back")
    add(
        f"Bidirectional(LSTM({ahead}), {mode}) with a GRU({units}) as backward layer returns "
        f"{returned(sequences, False)}; mask scattered",
        layers.Bidirectional(layers.LSTM(ahead, return_sequences=sequences), merge_mode=mode, backward_layer=back),
        mask="scattered",
        **small,
    )
fresh_names()
back = layers.RNN([layers.LSTMCell(2), layers.LSTMCell(3)], go_backwards=True, return_sequences=True)
add(
    "Bidirectional(RNN([GRUCell, GRUCell])) with RNN([LSTMCell, LSTMCell]) as backward layer",
    layers.Bidirectional(KINDS["RNN([GRUCell, GRUCell])"][0](3, return_sequences=True), backward_layer=back),
    mask="scattered",
    **small,
)

# Options of the wrapped layer survive the copy that Bidirectional makes.
for kind, options in [
    ("GRU", {"activation": "relu", "recurrent_activation": "hard_sigmoid", "use_bias": False}),
    ("LSTM", {"activation": "softsign", "recurrent_activation": "hard_sigmoid", "use_bias": False}),
    ("SimpleRNN", {"activation": "elu", "use_bias": False}),
    ("LSTM", {"zero_output_for_mask": True}),
]:
    fresh_names()
    add(
        f"Bidirectional({kind}) keeps the options {', '.join(options)}",
        layers.Bidirectional(KINDS[kind][0](3, **options)),
        mask="left-padded",
        **small,
    )

for units in (17, 33):
    fresh_names()
    add(
        f"Bidirectional(GRU({units})) has sizes beyond a panel of weights",
        layers.Bidirectional(layers.GRU(units, return_sequences=True)),
        **small,
    )

# A stack, in which the second Bidirectional reads the mask of the first.
fresh_names()
name = "Bidirectional on Bidirectional passes the mask on"
x, mask = keras.Input((None, 3), name="x"), keras.Input((None,), dtype="bool", name="mask")
y = layers.Bidirectional(layers.LSTM(4, return_sequences=True))(x, mask=mask)
y = layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum")(y, mask=mask)
rng = Numbers(name)
golden.add(name, keras.Model([x, mask], y), [rng.values(3, 5, 3), rng.mask("scattered", 3, 5)])

for kind in ("GRU", "LSTM"):
    fresh_names()
    name = f"Bidirectional({kind}) stateful carries both directions' states to the next call"
    rng = Numbers(name)
    wrapped = layers.Bidirectional(KINDS[kind][0](3, stateful=True, return_sequences=True))
    model = keras.Sequential([keras.Input(batch_shape=(2, 3, 4)), wrapped])
    golden.add_calls(name, model, [[rng.values(2, 3, 4)] for _ in range(3)])

golden.write()
