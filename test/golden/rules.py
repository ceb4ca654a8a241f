"""Golden results of keras.regularizers, keras.constraints and keras.optimizers.schedules."""

from common import Golden, Numbers, encode, encode_input, keras

golden = Golden(__file__)


def add(kind, name, rule, *shape):
    """What a regularizer or a constraint makes of a weight, the first row of which is 0 if it has several."""
    weight = Numbers(f"{kind} {name}").values(*shape)
    if len(shape) == 2:
        weight[0] = 0
    result = keras.ops.convert_to_numpy(rule(keras.ops.convert_to_tensor(weight)))
    golden.cases[f"{kind} {name}"] = {
        "kind": kind,
        "name": name,
        "className": type(rule).__name__,
        "config": rule.get_config(),
        "input": encode_input(weight),
        "output": {"shape": list(result.shape), "data": encode(result)},
    }


def add_schedule(name, schedule, steps):
    golden.cases[name] = {
        "kind": "schedule",
        "name": name,
        "className": type(schedule).__name__,
        "config": schedule.get_config(),
        "steps": list(steps),
        "rates": [float(keras.ops.convert_to_numpy(schedule(step))) for step in steps],
    }


for shape in [(5,), (4, 6), (2, 3, 4)]:
    add("regularizer", f"L1 of {shape}", keras.regularizers.L1(), *shape)
    add("regularizer", f"L2 of {shape}", keras.regularizers.L2(0.3), *shape)
    add("regularizer", f"L1L2 of {shape}", keras.regularizers.L1L2(0.1, 0.2), *shape)
    add("regularizer", f"L1L2 without l1 of {shape}", keras.regularizers.L1L2(l2=0.2), *shape)
    add("regularizer", f"L1L2 without l2 of {shape}", keras.regularizers.L1L2(l1=0.2), *shape)
    add("constraint", f"NonNeg of {shape}", keras.constraints.NonNeg(), *shape)
    add("constraint", f"UnitNorm of {shape}", keras.constraints.UnitNorm(), *shape)
    add("constraint", f"MaxNorm of {shape}", keras.constraints.MaxNorm(1.1), *shape)
    add("constraint", f"MinMaxNorm of {shape}", keras.constraints.MinMaxNorm(0.9, 1.2, 0.7), *shape)
add("regularizer", "OrthogonalRegularizer by rows", keras.regularizers.OrthogonalRegularizer(), 3, 5)
add("regularizer", "OrthogonalRegularizer by columns", keras.regularizers.OrthogonalRegularizer(0.2, "columns"), 4, 3)
add("constraint", "UnitNorm of rows", keras.constraints.UnitNorm(axis=1), 3, 4)
add("constraint", "MaxNorm by default", keras.constraints.MaxNorm(), 9, 4)
add("constraint", "MaxNorm over several axes", keras.constraints.MaxNorm(1, axis=[0, 1]), 2, 3, 4)
add("constraint", "MinMaxNorm by default", keras.constraints.MinMaxNorm(), 3, 4)

schedules = keras.optimizers.schedules
steps = range(0, 30)
add_schedule("ExponentialDecay", schedules.ExponentialDecay(0.5, 7, 0.6), steps)
add_schedule("ExponentialDecay in stairs", schedules.ExponentialDecay(0.5, 7, 0.6, staircase=True), steps)
add_schedule("InverseTimeDecay", schedules.InverseTimeDecay(0.5, 7, 0.6), steps)
add_schedule("InverseTimeDecay in stairs", schedules.InverseTimeDecay(0.5, 7, 0.6, staircase=True), steps)
add_schedule("PolynomialDecay", schedules.PolynomialDecay(0.5, 20), steps)
add_schedule("PolynomialDecay of a root", schedules.PolynomialDecay(0.5, 20, 0.1, power=0.5), steps)
add_schedule("PolynomialDecay in cycles", schedules.PolynomialDecay(0.5, 8, power=2.0, cycle=True), steps)
add_schedule("PiecewiseConstantDecay", schedules.PiecewiseConstantDecay([3, 9], [0.5, 0.1, 0.2]), steps)
add_schedule("CosineDecay", schedules.CosineDecay(0.5, 20), steps)
add_schedule("CosineDecay to a part", schedules.CosineDecay(0.5, 20, alpha=0.1), steps)
add_schedule(
    "CosineDecay after a warm-up", schedules.CosineDecay(0.1, 15, alpha=0.2, warmup_target=0.7, warmup_steps=6), steps
)
add_schedule("CosineDecay from a target at once", schedules.CosineDecay(0.1, 15, warmup_target=0.7), steps)
add_schedule("CosineDecayRestarts", schedules.CosineDecayRestarts(0.5, 4), steps)
add_schedule(
    "CosineDecayRestarts that grow smaller", schedules.CosineDecayRestarts(0.5, 4, t_mul=1.5, m_mul=0.8, alpha=0.1), steps
)
add_schedule("CosineDecayRestarts of one length", schedules.CosineDecayRestarts(0.5, 7, t_mul=1.0, m_mul=0.5), steps)

golden.write()
