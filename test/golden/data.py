"""The data helpers: pad_sequences, to_categorical, timeseries_dataset_from_array.

A case is a call's arguments and what Keras made of it; here arrays are lists, since they are small.
"""

import json

from common import FOLDER, keras, np

utils = keras.utils
camel = {"num_classes": "numClasses", "sequence_length": "sequenceLength", "sequence_stride": "sequenceStride"}
camel |= {"sampling_rate": "samplingRate", "batch_size": "batchSize", "start_index": "startIndex"}
camel |= {"end_index": "endIndex"}
cases = []


def add(function, arguments, options, result):
    options = {camel.get(name, name): value for name, value in options.items()}
    cases.append({"function": function, "arguments": arguments, "options": options, "result": result})


def array(x):
    x = np.asarray(x)
    return {"dtype": {"float64": "float32"}.get(str(x.dtype), str(x.dtype)), "shape": list(x.shape), "data": x.tolist()}


def pad(sequences, **options):
    add("padSequences", [sequences], options, array(utils.pad_sequences(sequences, **options)))


RAGGED = [[1], [2, 3], [], [4, 5, 6, 7]]
pad(RAGGED)
for padding in ("pre", "post"):
    for truncating in ("pre", "post"):
        for maxlen in (2, 6):
            pad(RAGGED, maxlen=maxlen, padding=padding, truncating=truncating)
pad(RAGGED, value=-1)
pad([[0.5], [1.75, -2.75, 3.5]])
pad([[0.5], [1.75, -2.75, 3.5]], dtype="float32", value=9.25)
pad([[[1, 2]], [[3, 4], [5, 6], [7, 8]], []], padding="post")
pad([[[1, 2]], [[3, 4], [5, 6], [7, 8]], []], maxlen=2)
pad([], maxlen=3)


def categorical(labels, **options):
    add("toCategorical", [labels], options, array(utils.to_categorical(labels, **options)))


categorical([0, 2, 1])
categorical([0, 2, 1], num_classes=5)
categorical([[1], [0]])
categorical([[1, 0], [2, 2]])
categorical([[[1], [0]]], num_classes=2)
categorical([3])


def timeseries(data, targets, **options):
    dataset = utils.timeseries_dataset_from_array(
        np.array(data, "float32"), None if targets is None else np.array(targets, "int32"), **options
    )
    batches = [[array(part) for part in (batch if isinstance(batch, tuple) else (batch,))] for batch in dataset]
    add("timeseriesDataset", [data, targets], options, batches)


SERIES = list(range(20))
PAIRS = [[i, i / 2] for i in range(12)]
timeseries(SERIES, None, sequence_length=5)
timeseries(SERIES, SERIES, sequence_length=5, batch_size=4)
timeseries(SERIES[:-5], SERIES[5:], sequence_length=5, batch_size=4)
timeseries(SERIES, SERIES[:7], sequence_length=3, batch_size=4)
timeseries(SERIES, SERIES, sequence_length=3, sequence_stride=4, batch_size=2)
timeseries(SERIES, SERIES, sequence_length=4, sampling_rate=3, batch_size=8)
timeseries(SERIES, SERIES, sequence_length=4, sampling_rate=2, sequence_stride=3, batch_size=3, start_index=2, end_index=17)
timeseries(SERIES, None, sequence_length=2, start_index=15)
timeseries(PAIRS, PAIRS, sequence_length=3, sampling_rate=2, batch_size=5)

head = json.dumps({"keras": keras.__version__, "backend": "tensorflow", "script": "test/golden/data.py"})
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
(FOLDER / "data.json").write_text(f'{head[:-1]}, "cases": [\n{lines}\n] }}\n')
