"""Keras's side of this example: https://keras.io/examples/nlp/lstm_seq2seq/ on the same data.

Usage: python examples/seq2seq/keras_seq2seq.py
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from keras_runs import cut, from_typescript, keras, record

LATENT_DIM = 128
EPOCHS = 8

pairs = from_typescript("seq2seq/seq2seq.ts", "makePairs()")
input_texts = [pair[0] for pair in pairs]
target_texts = ["\t" + pair[1] + "\n" for pair in pairs]


def one_hot(texts, characters, length):
    ids = [[characters.index(c) for c in text.ljust(length)] for text in texts]
    return keras.utils.to_categorical(ids, len(characters)).astype("float32")


def language(texts):
    return sorted({" ", *"".join(texts)}), max(len(text) for text in texts)


source, target = language(input_texts), language(target_texts)
encoder_input_data = one_hot(input_texts, *source)
decoder_input_data = one_hot(target_texts, *target)
decoder_target_data = one_hot([text[1:] for text in target_texts], *target)


def build():
    encoder_inputs = keras.Input((None, len(source[0])))
    encoder = keras.layers.LSTM(LATENT_DIM, return_state=True, name="encoder")
    encoder_outputs, state_h, state_c = encoder(encoder_inputs)
    decoder_inputs = keras.Input((None, len(target[0])))
    decoder_lstm = keras.layers.LSTM(LATENT_DIM, return_sequences=True, return_state=True, name="decoder")
    decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=[state_h, state_c])
    decoder_dense = keras.layers.Dense(len(target[0]), activation="softmax", name="characters")
    return keras.Model([encoder_inputs, decoder_inputs], decoder_dense(decoder_outputs))


split = len(pairs) * 8 // 10
x, y = [encoder_input_data, decoder_input_data], decoder_target_data


def validation(model):
    loss, accuracy = model.evaluate(cut(x, split, None), y[split:], verbose=0)
    return {"validation loss": loss, "validation accuracy": accuracy}


record(
    Path(__file__).parent,
    build,
    lambda: dict(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"]),
    cut(x, 0, split),
    y[:split],
    batch_size=64,
    epochs=EPOCHS,
    figures=validation,
)
