"""RNN over a cell, over a list of cells, and over stacks within stacks."""

from itertools import product

from common import MASKS, Golden, Numbers, choose, fresh_names, keras, np, recurrent_model

layers = keras.layers
golden = Golden(__file__)

# name: (the cell or list of cells, the sizes of its states as Keras nests them)
CELLS = {
    "SimpleRNNCell": (lambda: layers.SimpleRNNCell(3), [3]),
    "GRUCell": (lambda: layers.GRUCell(5), [5]),
    "GRUCell reset before": (lambda: layers.GRUCell(5, reset_after=False), [5]),
    "LSTMCell": (lambda: layers.LSTMCell(3), [3, 3]),
    "[LSTMCell, LSTMCell]": (lambda: [layers.LSTMCell(3), layers.LSTMCell(2)], [[3, 3], [2, 2]]),
    "[GRUCell, GRUCell]": (lambda: [layers.GRUCell(2), layers.GRUCell(5)], [2, 5]),
    "[GRUCell, LSTMCell]": (lambda: [layers.GRUCell(2), layers.LSTMCell(3)], [2, [3, 3]]),
    "[LSTMCell, SimpleRNNCell, GRUCell reset before]": (
        lambda: [layers.LSTMCell(1), layers.SimpleRNNCell(3), layers.GRUCell(2, reset_after=False)],
        [[1, 1], 3, 2],
    ),
    "StackedRNNCells([LSTMCell, LSTMCell, LSTMCell])": (
        lambda: layers.StackedRNNCells([layers.LSTMCell(2), layers.LSTMCell(9), layers.LSTMCell(3)]),
        [[2, 2], [9, 9], [3, 3]],
    ),
}
CHOICES = {
    "go_backwards": [False, True],
    "given": [False, True],
    "zero_output_for_mask": [False, True],
    "batch": [1, 2, 3, 4, 5],
    "steps": [1, 2, 3, 4, 5, 6, 7],
    "features": [1, 2, 3, 4, 5],
}


def add(name, cell, state_sizes=None, *, batch, steps, features, mask="none", poison=False, **options):
    fresh_names()
    rng = Numbers(name)
    layer = layers.RNN(cell(), **options)
    model, inputs = recurrent_model(
        layer, rng, batch=batch, steps=steps, features=features, mask=mask, state_sizes=state_sizes
    )
    if poison:
        inputs[0][~inputs[1]] = np.nan
    golden.add(name, model, inputs)


seen = set()
for kind, (sequences, state), mask in product(
    CELLS, [(False, False), (True, False), (False, True), (True, True)], MASKS
):
    if (len(kind) + MASKS.index(mask) + sequences + 2 * state) % 5 > 2:
        continue
    fixed = {"kind": kind, "return_sequences": sequences, "return_state": state, "mask": mask}
    row = choose(Numbers(f"cells {fixed}"), CHOICES, fixed, seen)
    if mask == "none":
        row["zero_output_for_mask"] = False
    elif mask != "with an all-masked row":
        row["steps"] = max(row["steps"], 4)
    cell, sizes = CELLS[kind]
    notes = [f"mask {mask}"] + (["initial state"] if row["given"] else [])
    notes += [key for key in ("go_backwards", "zero_output_for_mask") if row[key]]
    returned = ("sequences" if sequences else "the last output") + (" and states" if state else "")
    options = {key: value for key, value in row.items() if key not in ("kind", "given")}
    add(
        f"RNN({kind}) on [{row['batch']}, {row['steps']}, {row['features']}] returns {returned}; " + ", ".join(notes),
        cell,
        sizes if row["given"] else None,
        **options,
    )

small = {"batch": 3, "steps": 5, "features": 2, "return_sequences": True}
NESTED = {
    "[StackedRNNCells([LSTMCell, LSTMCell]), LSTMCell]": lambda: [
        layers.StackedRNNCells([layers.LSTMCell(3), layers.LSTMCell(2)]),
        layers.LSTMCell(5),
    ],
    "[GRUCell, StackedRNNCells([GRUCell, GRUCell])]": lambda: [
        layers.GRUCell(3),
        layers.StackedRNNCells([layers.GRUCell(2), layers.GRUCell(5)]),
    ],
    "[StackedRNNCells([LSTMCell, GRUCell]), StackedRNNCells([GRUCell, LSTMCell])]": lambda: [
        layers.StackedRNNCells([layers.LSTMCell(3), layers.GRUCell(2)]),
        layers.StackedRNNCells([layers.GRUCell(3), layers.LSTMCell(2)]),
    ],
}
for kind, mask, backwards in product(NESTED, ["none", "scattered"], [False, True]):
    add(
        f"RNN({kind}) nests stacks; mask {mask}" + ("; go_backwards" if backwards else ""),
        NESTED[kind],
        mask=mask,
        go_backwards=backwards,
        **small,
    )

add("RNN([GRUCell]) is RNN(GRUCell)", lambda: [layers.GRUCell(3)], **small)
add("RNN([LSTMCell]) is RNN(LSTMCell)", lambda: [layers.LSTMCell(3)], return_state=True, **small)
for kind in ("LSTMCell", "[LSTMCell, LSTMCell]", "[GRUCell, GRUCell]"):
    add(f"RNN({kind}) keeps a NaN of a masked step out", CELLS[kind][0], mask="scattered", poison=True, **small)

OPTIONS = {
    "GRUCell": lambda: layers.GRUCell(3, activation="relu", recurrent_activation="hard_sigmoid", use_bias=False),
    "LSTMCell": lambda: layers.LSTMCell(3, activation="softmax", recurrent_activation="softsign", use_bias=False),
    "SimpleRNNCell": lambda: layers.SimpleRNNCell(3, activation="leaky_relu", use_bias=False),
}
for kind, cell in OPTIONS.items():
    add(f"RNN({kind}) with activations of its own and no bias", cell, **small)
    add(f"RNN([{kind}, {kind}]) with activations of their own and no bias", lambda c=cell: [c(), c()], **small)
add(
    "RNN([GRUCell(17), LSTMCell(33)]) has sizes beyond a panel of weights",
    lambda: [layers.GRUCell(17), layers.LSTMCell(33)],
    **small,
)

for kind in ("GRUCell", "LSTMCell", "[GRUCell, GRUCell]", "[LSTMCell, LSTMCell]"):
    fresh_names()
    name = f"RNN({kind}) stateful carries its state to the next call"
    rng = Numbers(name)
    layer = layers.RNN(CELLS[kind][0](), stateful=True, return_sequences=True)
    model = keras.Sequential([keras.Input(batch_shape=(2, 3, 4)), layer])
    golden.add_calls(name, model, [[rng.values(2, 3, 4)] for _ in range(3)])

golden.write()
