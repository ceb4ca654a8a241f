"""The layer of one's own in custom-layer.keras; leak.ts is the same."""

import keras


@keras.saving.register_keras_serializable(package="rivulet")
class Leak(keras.layers.Layer):
    """y = x · rate + leak, with a rate for each feature; shows how a caller gives a class of its own."""

    def __init__(self, leak=0.0, **kwargs):
        super().__init__(**kwargs)
        self.leak = leak
        self.supports_masking = True

    def build(self, shape):
        self.rate = self.add_weight(name="rate", shape=(shape[-1],))

    def call(self, x):
        return x * self.rate + self.leak

    def get_config(self):
        return {**super().get_config(), "leak": self.leak}
