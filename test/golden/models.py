"""Whole models: shared and nested layers, several inputs and outputs, encoder and decoder, Sequential.

No layer is shared between a model and one nested in it: Keras's config does not keep that, so each would be its own.
"""

from functools import partial

from common import Golden, Numbers, fresh_names, functional, ids, keras, mask, padded, values

L = keras.layers
golden = Golden(__file__)
add = partial(functional, golden)


def model(build, *shapes):
    """A functional model to be nested."""
    symbols = [keras.Input(shape) for shape in shapes]
    return keras.Model(symbols if len(symbols) > 1 else symbols[0], build(*symbols))


# A layer shared: its weights appear once, wherever it is called.
def twice(layer):
    return lambda a, b: L.Subtract()([layer(a), layer(b)])


for layer in (L.SimpleRNN, L.GRU, L.LSTM):
    add(
        f"{layer.__name__} is shared by two inputs",
        lambda a, b, la=layer: twice(la(3))(a, b),
        values(2, 3, 4),
        values(2, 5, 4),
    )
add(
    "Bidirectional is shared by two inputs",
    lambda a, b: twice(L.Bidirectional(L.GRU(3)))(a, b),
    values(2, 3, 4),
    values(2, 5, 4),
)


def shared_embedding(a, b):
    embedding, read = L.Embedding(9, 3, mask_zero=True), L.GRU(4)
    return L.Dense(2)(L.Concatenate()([read(embedding(a)), read(embedding(b))]))


def called_in_turn(x):
    layer = L.Dense(4, activation="tanh")
    return layer(layer(layer(x)))


def state_passed_back(x):
    layer = L.GRU(3, return_sequences=True, return_state=True)
    first, state = layer(x)
    second, state = layer(x, initial_state=state)
    return first, second, state


add("an Embedding and a GRU are shared by two sentences", shared_embedding, ids(3, 4, below=9), ids(3, 6, below=9))
add("a Dense is called on its own output", called_in_turn, values(2, 3, 4))
add("a GRU is called again from its own state", state_passed_back, values(2, 3, 4))


# Models nested in models.
def nested_shared(a, b):
    return twice(model(lambda x: L.Dense(2)(L.LSTM(3)(x)), (None, 4)))(a, b)


def nested_twice_the_same_class(x):
    return L.Concatenate()([model(L.GRU(3), (None, 4))(x), model(L.GRU(2), (None, 4))(x)])


def nested_three_deep(x):
    inner = model(L.Dense(3, activation="relu"), (None, 4))
    middle = model(lambda x: L.LSTM(2, return_sequences=True)(inner(x)), (None, 4))
    outer = model(lambda x: L.GRU(5)(L.Concatenate()([middle(x), x])), (None, 4))
    return outer(x)


def nested_with_two_outputs(x):
    sequence, state = model(L.GRU(3, return_sequences=True, return_state=True), (None, 4))(x)
    return L.LSTM(2)(L.Concatenate()([sequence, L.RepeatVector(5)(state)]))


def nested_with_two_inputs(a, b):
    return model(lambda x, h: L.GRU(3)(x, initial_state=h), (None, 4), (3,))([a, b])


def nested_sequential(x):
    reader = keras.Sequential([L.GRU(4, return_sequences=True), L.Dense(3, activation="tanh")])
    head = keras.Sequential([keras.Input((3,)), L.Dense(2), L.Activation("softmax")])
    return head(L.LSTM(3)(reader(x)))


def nested_with_operations(x):
    return model(lambda x: 1 - 2 * keras.ops.tanh(x), (None, 4))(L.GRU(4, return_sequences=True)(x))


def nested_with_masking(x):
    return model(lambda x: L.GRU(3)(L.Masking()(x)), (None, 4))(x)


for build in (
    nested_twice_the_same_class,
    nested_three_deep,
    nested_with_two_outputs,
    nested_sequential,
    nested_with_operations,
):
    name = build.__name__.replace("_", " ")
    add(f"{name}", build, values(2, 5, 4), static=build is nested_with_two_outputs)
add("nested shared", nested_shared, values(2, 3, 4), values(2, 5, 4))
add("nested with two inputs", nested_with_two_inputs, values(2, 3, 4), values(2, 3))
add("nested with masking", nested_with_masking, padded(3, 5, 4))


# Several inputs and outputs.
def every_output(x):
    first = L.GRU(3, return_sequences=True)(x)
    second = L.LSTM(2, return_sequences=True)(first)
    return first, second, L.GlobalMaxPooling1D()(second), L.Dense(1)(second)


def three_inputs(a, b, c):
    text = L.GRU(3)(L.Embedding(9, 2, mask_zero=True)(a))
    series = L.Bidirectional(L.LSTM(2))(b)
    return L.Dense(2, activation="softmax")(L.Concatenate()([text, series, c]))


def residual(x):
    for _ in range(3):
        y = L.GRU(4, return_sequences=True)(L.LayerNormalization()(x))
        x = L.Add()([x, L.Dropout(0.1)(y)])
    return L.Dense(2)(x)


def branches(x):
    past, future = L.GRU(3, return_sequences=True)(x), L.GRU(3, return_sequences=True, go_backwards=True)(x)
    return L.Add()([past, future]), L.Concatenate()([past, future])


def convolution(x):
    y = L.MaxPooling1D(2)(L.Conv1D(4, 3, padding="same", activation="relu")(x))
    return L.LSTM(3)(L.BatchNormalization()(y))


def gated(x):
    gate = L.Dense(4, activation="sigmoid")(x)
    y = L.Multiply()([gate, x]) + (1 - gate) * L.GRU(4, return_sequences=True)(x)
    return keras.ops.mean(y, axis=1)


add("every layer's output is an output", every_output, values(2, 5, 4))
add("an input is an output", lambda x: [x, L.GRU(2)(x)], values(2, 3, 4))
add("an output is given twice", lambda x: [L.GRU(2, name="one")(x)] * 2, values(2, 3, 4))
add("text, series and numbers", three_inputs, ids(3, 4, below=9), values(3, 6, 2), values(3, 2))
add("a stack of three with residuals", residual, values(2, 5, 4))
add("two directions by hand, the backward one not flipped", branches, values(2, 5, 4))
add("Conv1D, pooling, BatchNormalization and LSTM", convolution, values(2, 9, 3))
add("a highway by operations", gated, values(2, 5, 4))


# Encoder and decoder.
def encoder_decoder(layer, **options):
    def build(source, target):
        _, *state = layer(5, return_state=True)(L.Embedding(9, 3, **options)(source))
        decoder = layer(5, return_sequences=True, return_state=True)
        sequence, *_ = decoder(L.Embedding(7, 4, **options)(target), initial_state=state)
        return L.Dense(7, activation="softmax")(sequence)

    return build


def bidirectional_encoder(source, target):
    _, *states = L.Bidirectional(L.LSTM(2, return_state=True))(source)
    h, c = L.Concatenate()(states[0::2]), L.Concatenate()(states[1::2])
    return L.LSTM(4, return_sequences=True)(target, initial_state=[h, c])


def attending(source, target):
    encoded, state = L.GRU(4, return_sequences=True, return_state=True)(L.Embedding(9, 3, mask_zero=True)(source))
    decoded = L.GRU(4, return_sequences=True)(L.Embedding(7, 3, mask_zero=True)(target), initial_state=state)
    context = L.AdditiveAttention()([decoded, encoded])
    return L.TimeDistributed(L.Dense(7, activation="softmax"))(L.Concatenate()([decoded, context]))


def stacked_states(source, target):
    cells = [L.LSTMCell(3), L.LSTMCell(2)]
    _, *states = L.RNN(cells, return_state=True)(source)
    return L.RNN([L.LSTMCell(3), L.LSTMCell(2)], return_sequences=True)(target, initial_state=states)


def repeated(x):
    return L.TimeDistributed(L.Dense(3))(L.LSTM(4, return_sequences=True)(L.RepeatVector(4)(L.LSTM(5)(x))))


sentences = ids(3, 5, below=9), ids(3, 4, below=7)
for layer in (L.SimpleRNN, L.GRU, L.LSTM):
    add(f"{layer.__name__} encoder hands its state to a decoder", encoder_decoder(layer), *sentences)
    add(f"{layer.__name__} encoder and decoder with masks", encoder_decoder(layer, mask_zero=True), *sentences)
add(
    "a bidirectional encoder's states are joined for the decoder",
    bidirectional_encoder,
    values(2, 5, 3),
    values(2, 3, 2),
)
add("a decoder attends to the encoder", attending, *sentences)
add("a stack's states start another stack", stacked_states, values(2, 5, 3), values(2, 3, 2))
add("an encoder's last output is repeated for the decoder", repeated, values(2, 3, 4))
add(
    "one step of a decoder, states in and out",
    lambda x, h, c: L.LSTM(3, return_state=True)(x, initial_state=[h, c]),
    values(2, 1, 4),
    values(2, 3),
    values(2, 3),
)
add(
    "a mask given to two layers",
    lambda x, m: L.LSTM(3)(L.GRU(4, return_sequences=True)(x, mask=m), mask=m),
    values(3, 5, 2),
    mask("scattered", 3, 5),
)


# Sequential.
def sequential(name, layers, recipe, shape=None):
    fresh_names()
    array = recipe(Numbers(name))
    start = keras.Input(shape or (None, *array.shape[2:]), dtype=str(array.dtype))
    golden.add(name, keras.Sequential([start, *layers()]), [array])


def read_within(queries, words):
    """What a model within gives carries its mask only when the model runs."""
    inner = keras.Input((None, 3))
    reader = keras.Model(inner, L.GRU(3, return_sequences=True)(inner))
    embedded = [L.Embedding(7, 3, mask_zero=True)(x) for x in (queries, words)]
    return L.AdditiveAttention()([embedded[0], reader(embedded[1])])


functional(
    golden, "Attention to what a model within has read of words", read_within, ids(3, 4, below=7), ids(3, 5, below=7)
)


def addition():
    return [L.LSTM(5), L.RepeatVector(3), L.LSTM(4, return_sequences=True), L.Dense(6, activation="softmax")]


def sentiment():
    return [
        L.Embedding(9, 3),
        L.Bidirectional(L.LSTM(3, return_sequences=True)),
        L.Bidirectional(L.LSTM(2)),
        L.Dense(1, activation="sigmoid"),
    ]


def rows_of_rows():
    return [L.TimeDistributed(L.LSTM(3)), L.LSTM(4), L.Dense(2, activation="softmax")]


def counted():
    return [L.Flatten(), L.Dense(6, activation="relu"), L.Dropout(0.5), L.Reshape((3, 2)), L.Permute((2, 1)), L.GRU(2)]


sequential("Sequential of Keras's addition example", addition, values(2, 4, 6), (4, 6))
sequential("Sequential of Keras's sentiment example", sentiment, ids(3, 6, below=9))
sequential("Sequential of rows of rows", rows_of_rows, values(2, 3, 4, 2), (3, 4, 2))
sequential("Sequential of shapes", counted, values(2, 3, 2), (3, 2))
sequential(
    "Sequential of five GRUs", lambda: [L.GRU(n, return_sequences=n > 1) for n in (5, 4, 3, 2, 1)], values(2, 4, 3)
)
sequential(
    "Sequential in Sequential in Sequential",
    lambda: [keras.Sequential([L.GRU(3), keras.Sequential([L.Dense(2)])])],
    values(2, 4, 3),
)

golden.write()
