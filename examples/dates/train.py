"""Train two encoder-decoders, one of GRUs and one of LSTMs, that read dates as people write them.

    "the 3rd of March, 1999"  ->  "1999-03-03"

The encoder reads the text a character at a time; all it hands on is its state. The decoder starts from that
state and writes the ISO date, a character at a time.

Usage: python train.py

writes dates.keras (GRU), dates-lstm.keras (LSTM) and expected.json (what Keras makes of dates that the models
have not seen, for comparison). Takes about twenty minutes on one core. The README tells how to read the files.
"""

import os

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import datetime
import json
import random
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import Input, Model, layers, ops

HERE = Path(__file__).parent
SEED = 2026

# A character's id is its place in the string plus one; id 0 is padding.
SOURCE_CHARACTERS = " ',-./0123456789abcdefghijklmnopqrstuvwxyz"
TARGET_CHARACTERS = "\t\n-0123456789"
PADDING = 0
START = 1 + TARGET_CHARACTERS.index("\t")
END = 1 + TARGET_CHARACTERS.index("\n")
LONGEST_SOURCE = 40
LONGEST_TARGET = len("2026-11-21\n")

UNITS = 128
BATCH = 128
STEPS = 10_000
LEARNING_RATE = 3e-3

FIRST_DAY = datetime.date(1950, 1, 1)
LAST_DAY = datetime.date(2068, 12, 31)
UNSEEN = 1000  # dates on which accuracy is measured
LISTED = 250  # of these, how many are listed in expected.json
SHOWN = {  # listed first, and with the numbers inside the models
    "21 Nov 2026": datetime.date(2026, 11, 21),
    "the 3rd of March, 1999": datetime.date(1999, 3, 3),
    "11/21/26": datetime.date(2026, 11, 21),
}


# --- Dates as people write them ---------------------------------------------------------------------------------

# Slashes are month/day/year, dots are day.month.year, and a year that comes first has four digits.
WORDED = [
    "{day} {month} {year}",
    "{day} {month}, {year}",
    "{nth} {month} {year}",
    "{nth} {month}, {year}",
    "{nth} of {month} {year}",
    "{nth} of {month}, {year}",
    "the {nth} of {month} {year}",
    "the {nth} of {month}, {year}",
    "{month} {day} {year}",
    "{month} {day}, {year}",
    "{month} {nth} {year}",
    "{month} {nth}, {year}",
    "{month} the {nth}, {year}",
    "{day}-{month}-{year}",
    "{day}/{month}/{year}",
    "{day}{month}{full_year}",
    "{full_year} {month} {day}",
    "{full_year}, {month} {nth}",
    "{full_year}-{month}-{day}",
]
NUMERIC = [
    "{m}/{d}/{year}",
    "{mm}/{dd}/{year}",
    "{d}.{m}.{year}",
    "{dd}.{mm}.{year}",
    "{d}. {m}. {full_year}",
    "{full_year}-{mm}-{dd}",
    "{full_year}-{m}-{d}",
    "{full_year}/{mm}/{dd}",
    "{full_year}.{mm}.{dd}",
    "{full_year} {mm} {dd}",
]
WITH_WEEKDAY = ["{weekday} {date}", "{weekday}, {date}", "{date} {weekday}", "{date}, {weekday}"]


def ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def named(date: datetime.date, code: str, rng: random.Random) -> str:
    """The month ("%B") or weekday ("%A"): in full, as its first three letters, or those with a full stop."""
    name = date.strftime(code)
    longer = {"September": "Sept", "Tuesday": "Tues", "Thursday": "Thurs"}.get(name, name[:3])
    return rng.choice([name, name, name[:3], name[:3], name[:3] + ".", longer])


def year(date: datetime.date, rng: random.Random) -> str:
    """Four digits or two: 69 to 99 mean 1969 to 1999, 00 to 68 mean 2000 to 2068."""
    short = date.strftime("%y")
    return rng.choice([str(date.year), str(date.year), short, f"'{short}"]) if date.year >= 1969 else str(date.year)


def write(date: datetime.date, rng: random.Random) -> str:
    """Writes the date in one of the ways above, now and then with a weekday, in capitals, or badly spaced."""
    text = rng.choice(rng.choice([WORDED, WORDED, NUMERIC])).format(
        day=rng.choice([f"{date.day}", f"{date.day}", f"{date.day:02}"]),
        nth=ordinal(date.day),
        month=named(date, "%B", rng),
        year=year(date, rng),
        full_year=date.year,
        d=date.day,
        dd=f"{date.day:02}",
        m=date.month,
        mm=f"{date.month:02}",
    )
    if rng.random() < 0.2:
        text = rng.choice(WITH_WEEKDAY).format(date=text, weekday=named(date, "%A", rng))
    text = rng.choice([text, text, text.lower(), text.upper()])
    return misspace(text, rng) if rng.random() < 0.15 else text


def misspace(text: str, rng: random.Random) -> str:
    """Doubles a space, forgets those after commas, or puts spaces around."""
    spaces = [place for place, character in enumerate(text) if character == " "]
    doubled = rng.choice(spaces) if spaces else 0
    return rng.choice([text[:doubled] + " " + text[doubled:], text.replace(", ", ","), f" {text}", f"{text} "])


def split_days(rng: random.Random) -> tuple[list[datetime.date], list[datetime.date]]:
    """All days in random order: those to train on, and those that no text in training ever means."""
    days = [FIRST_DAY + datetime.timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    days = [day for day in days if day not in SHOWN.values()]
    rng.shuffle(days)
    return days[UNSEEN:], days[:UNSEEN]


# --- Characters to ids and back ---------------------------------------------------------------------------------


def source_ids(texts: list[str]) -> np.ndarray:
    """Lower case, unknown characters dropped, padded at the end; padding is masked, so a single text needs none."""
    rows = [[1 + SOURCE_CHARACTERS.index(c) for c in text.lower() if c in SOURCE_CHARACTERS] for text in texts]
    return keras.utils.pad_sequences(rows, LONGEST_SOURCE, padding="post", value=PADDING)


def target_ids(dates: list[datetime.date]) -> np.ndarray:
    return np.array([[1 + TARGET_CHARACTERS.index(c) for c in f"\t{date.isoformat()}\n"] for date in dates])


def target_text(ids: np.ndarray) -> str:
    return "".join(("\0" + TARGET_CHARACTERS)[i] for i in ids).split("\n")[0]


def batches(days: list[datetime.date], rng: random.Random):
    """Endless batches of new texts. The decoder reads "\\t2026-11-21" and is to answer "2026-11-21\\n"."""
    while True:
        dates = rng.choices(days, k=BATCH)
        sources, targets = source_ids([write(date, rng) for date in dates]), target_ids(dates)
        yield (sources, targets[:, :-1]), targets[:, 1:]


# --- The models -------------------------------------------------------------------------------------------------


def encoder_decoder(recurrent) -> Model:
    """`recurrent` is layers.GRU, whose state is [h], or layers.LSTM, whose state is [h, c]."""
    source = Input(shape=(None,), name="source")
    embedded = layers.Embedding(1 + len(SOURCE_CHARACTERS), 32, mask_zero=True, name="encoder_embedding")(source)
    _, *state = recurrent(UNITS, return_state=True, name="encoder")(embedded)

    target = Input(shape=(None,), name="target")
    embedded = layers.Embedding(1 + len(TARGET_CHARACTERS), 16, name="decoder_embedding")(target)
    decoder = recurrent(UNITS, return_sequences=True, return_state=True, name="decoder")
    sequence, *_ = decoder(embedded, initial_state=state)
    probabilities = layers.Dense(1 + len(TARGET_CHARACTERS), activation="softmax", name="probabilities")(sequence)
    return Model([source, target], probabilities, name="dates")


def train(recurrent, days: list[datetime.date]) -> Model:
    """Returns the trained model, never compiled: a compiled one would save the optimizer's variables as well."""
    keras.utils.set_random_seed(SEED)
    model = encoder_decoder(recurrent)
    schedule = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, STEPS)
    model.compile(keras.optimizers.Adam(schedule, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    model.fit(batches(days, random.Random(SEED)), steps_per_epoch=STEPS // 20, epochs=20, verbose=2, shuffle=False)
    trained = encoder_decoder(recurrent)
    trained.set_weights(model.get_weights())
    return trained


def take_apart(model: Model) -> tuple[Model, Model]:
    """The encoder (source -> state) and one step of the decoder (token, state -> probabilities, state)."""
    encoder = Model(model.inputs[0], model.get_layer("encoder").output[1:])
    token = Input(shape=(1,))
    given = [Input(shape=(UNITS,)) for _ in encoder.outputs]
    embedded = model.get_layer("decoder_embedding")(token)
    sequence, *state = model.get_layer("decoder")(embedded, initial_state=given)
    return encoder, Model([token, *given], [model.get_layer("probabilities")(sequence), *state])


def encode(encoder: Model, texts: list[str]) -> list:
    """The state as a list, also when it is a single tensor, which a Keras model returns without a list around it."""
    return keras.tree.flatten(encoder(source_ids(texts)))


def start(count: int):
    """The token that every decoding begins with."""
    return ops.full((count, 1), START, dtype="int32")


def decode(model: Model, texts: list[str]) -> list[str]:
    """Greedy decoding: from START on, the likeliest character is written and read in turn, until it is END."""
    encoder, step = take_apart(model)
    token, state = start(len(texts)), encode(encoder, texts)
    written = []
    for _ in range(LONGEST_TARGET):
        probabilities, *state = step([token, *state])
        token = ops.argmax(probabilities, axis=-1)
        written.append(token)
    return [target_text(ids) for ids in np.concatenate(written, axis=1)]


# --- expected.json ----------------------------------------------------------------------------------------------


def numbers(tensor) -> list[float]:
    """A tensor's first row; nine digits are enough to tell any two float32 numbers apart."""
    return [float(f"{value:.9g}") for value in np.ravel(tensor[0])]


def inside(model: Model, text: str) -> dict:
    """The encoder's state after one text, and the probabilities of the decoder's first step."""
    encoder, step = take_apart(model)
    state = encode(encoder, [text])
    probabilities, *_ = step([start(1), *state])
    return {"state": [numbers(tensor) for tensor in state], "probabilities": numbers(probabilities)}


def expectations(models: dict[str, Model], days: list[datetime.date]) -> dict:
    rng = random.Random(SEED)
    texts = [*SHOWN, *(write(day, rng) for day in days)]
    truths = [day.isoformat() for day in [*SHOWN.values(), *days]]
    decoded = {name: decode(model, texts) for name, model in models.items()}
    unseen = slice(len(SHOWN), None)
    rows = zip(texts, truths, *decoded.values())
    return {
        "kerasVersion": keras.__version__,
        "sourceCharacters": SOURCE_CHARACTERS,
        "targetCharacters": TARGET_CHARACTERS,
        "paddingId": PADDING,
        "startId": START,
        "endId": END,
        "maximumSourceLength": LONGEST_SOURCE,
        "maximumTargetLength": LONGEST_TARGET,
        "accuracy": {
            name: float(np.mean([a == b for a, b in zip(isos[unseen], truths[unseen])]))
            for name, isos in decoded.items()
        },
        "dates": [dict(zip(["text", "truth", *models], row)) for row in rows][:LISTED],
        "inside": [{"text": text, **{name: inside(model, text) for name, model in models.items()}} for text in SHOWN],
    }


def dump(value: dict) -> str:
    """JSON with a line for each member, and for each element of the lists in it."""
    lines = [
        "[\n" + ",\n".join(f"    {json.dumps(element)}" for element in member) + "\n  ]"
        if isinstance(member, list)
        else json.dumps(member)
        for member in value.values()
    ]
    return "{\n" + ",\n".join(f'  "{key}": {line}' for key, line in zip(value, lines)) + "\n}\n"


def main() -> None:
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    seen, unseen = split_days(random.Random(SEED))
    models = {"gru": train(layers.GRU, seen), "lstm": train(layers.LSTM, seen)}
    models["gru"].save(HERE / "dates.keras")
    models["lstm"].save(HERE / "dates-lstm.keras")
    expected = expectations(models, unseen)
    (HERE / "expected.json").write_text(dump(expected), encoding="utf-8")
    print(f"exact matches on {UNSEEN} unseen dates: {expected['accuracy']}")


if __name__ == "__main__":
    main()
