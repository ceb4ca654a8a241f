/**
 * What of training both know, Keras and rivulet, by the names of classes; apart from the classes, so that saving a model
 * loads none of them.
 *
 * @module
 */

/** Kinds of objects that a compiled model has. */
export type TrainingKind = "optimizers" | "optimizers.schedules" | "losses" | "metrics";

/** The names of classes by kind; the kind is Keras's module. */
export const trainingNames: Readonly<Record<TrainingKind, readonly string[]>> = {
  optimizers: ["Adadelta", "Adagrad", "Adam", "Adamax", "AdamW", "Lion", "Nadam", "RMSprop", "SGD"],
  "optimizers.schedules": [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
  ],
  losses: `BinaryCrossentropy BinaryFocalCrossentropy CTC CategoricalCrossentropy CategoricalFocalCrossentropy
    CategoricalHinge CosineSimilarity Hinge Huber KLDivergence LogCosh MeanAbsoluteError MeanAbsolutePercentageError
    MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge`.split(/\s+/),
  metrics: `AUC BinaryAccuracy BinaryCrossentropy CategoricalAccuracy CategoricalCrossentropy CategoricalHinge
    CosineSimilarity F1Score FBetaScore Hinge KLDivergence LogCoshError MeanAbsoluteError MeanAbsolutePercentageError
    MeanSquaredError MeanSquaredLogarithmicError Poisson Precision Recall RootMeanSquaredError
    SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SquaredHinge
    TopKCategoricalAccuracy`.split(/\s+/),
};
