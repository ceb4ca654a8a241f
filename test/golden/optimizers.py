"""Golden steps of keras.optimizers: weights after each of some steps with given gradients, and all variables in the end."""

from common import Golden, Numbers, encode, fresh_names, keras, tf

STEPS = 6
SHAPES = {"kernel": (3, 4), "bias": (3,), "gain": ()}
schedules = keras.optimizers.schedules
golden = Golden(__file__)


def add(name, optimizer, constraint=None, unused=(), excluded=None):
    """`unused` are the weights without a gradient, `excluded` what does not decay."""
    fresh_names()
    rng = Numbers(name)
    variables = [keras.Variable(rng.values(*shape), name=key) for key, shape in SHAPES.items()]
    for variable in variables:
        variable.constraint = constraint
    if excluded:
        optimizer.exclude_from_weight_decay(var_names=excluded)
    optimizer.build(variables)
    config = keras.optimizers.serialize(optimizer)
    case = {
        "name": name,
        "className": config["class_name"],
        "config": config["config"],
        "constraint": constraint and {"className": type(constraint).__name__, "config": constraint.get_config()},
        "excluded": excluded or [],
        "weights": [array(variable) for variable in variables],
        "steps": [],
    }
    for step in range(STEPS):
        gradients = [None if key in unused else rng.values(*shape) for key, shape in SHAPES.items()]
        rate = float(keras.ops.convert_to_numpy(optimizer.learning_rate))
        optimizer.apply([g if g is None else tf.constant(g) for g in gradients], variables)
        case["steps"].append(
            {
                "rate": rate,
                "gradients": [g if g is None else array(g) for g in gradients],
                "weights": [array(variable) for variable in variables],
            }
        )
    case["variables"] = [{"name": v.name, **array(v)} for v in optimizer.variables]
    optimizer.finalize_variable_values(variables)
    case["final"] = [array(variable) for variable in variables]
    golden.cases[name] = case


def array(value):
    numbers = keras.ops.convert_to_numpy(value)
    return {"shape": list(numbers.shape), "data": encode(numbers)}


optimizers = keras.optimizers
for cls in [
    optimizers.SGD,
    optimizers.RMSprop,
    optimizers.Adam,
    optimizers.AdamW,
    optimizers.Nadam,
    optimizers.Adamax,
    optimizers.Adagrad,
    optimizers.Adadelta,
    optimizers.Lion,
]:
    add(f"{cls.__name__} by default", cls())
    add(f"{cls.__name__} fast, with all that is common", cls(0.1, weight_decay=0.1, clipnorm=1.5, use_ema=True))

add("SGD with momentum", optimizers.SGD(0.1, momentum=0.9))
add("SGD with Nesterov's momentum", optimizers.SGD(0.1, momentum=0.8, nesterov=True))
add("RMSprop with momentum", optimizers.RMSprop(0.05, rho=0.8, momentum=0.7))
add("RMSprop centered", optimizers.RMSprop(0.05, centered=True, epsilon=1e-3))
add("RMSprop centered with momentum", optimizers.RMSprop(0.05, centered=True, momentum=0.5, use_ema=True))
add("Adam with other betas", optimizers.Adam(0.1, beta_1=0.5, beta_2=0.7, epsilon=1e-2))
add("Adam with amsgrad", optimizers.Adam(0.1, beta_2=0.3, amsgrad=True))
add("AdamW with amsgrad", optimizers.AdamW(0.1, weight_decay=0.3, beta_2=0.4, amsgrad=True))
add("Nadam with other betas", optimizers.Nadam(0.1, beta_1=0.6, beta_2=0.8))
add("Adamax with other betas", optimizers.Adamax(0.1, beta_1=0.6, beta_2=0.8))
add("Adagrad with an initial value", optimizers.Adagrad(0.1, initial_accumulator_value=0.5))
add("Adadelta with another rho", optimizers.Adadelta(1.0, rho=0.7, epsilon=1e-3))
add("Lion with other betas", optimizers.Lion(0.1, beta_1=0.5, beta_2=0.6))

add("clipnorm", optimizers.SGD(0.1, clipnorm=0.8))
add("clipvalue", optimizers.SGD(0.1, clipvalue=0.5))
add("global_clipnorm", optimizers.Adam(0.1, global_clipnorm=1.0))
add("global_clipnorm that is not reached", optimizers.SGD(0.1, global_clipnorm=100.0))
add("weight_decay", optimizers.SGD(0.1, weight_decay=0.5))
add("weight_decay of some weights", optimizers.AdamW(0.1, weight_decay=0.5), excluded=["bias", "gain"])
add("an average that overwrites", optimizers.SGD(0.1, use_ema=True, ema_momentum=0.6, ema_overwrite_frequency=2))
add("an average that only ends", optimizers.Adam(0.1, use_ema=True, ema_momentum=0.6))
add("accumulated gradients", optimizers.SGD(0.1, gradient_accumulation_steps=2))
add(
    "accumulated gradients, clipped, with all else",
    optimizers.Adam(
        schedules.ExponentialDecay(0.1, 3, 0.5),
        gradient_accumulation_steps=2,
        weight_decay=0.1,
        global_clipnorm=1.0,
        use_ema=True,
        ema_momentum=0.7,
        ema_overwrite_frequency=2,
    ),
    constraint=keras.constraints.NonNeg(),
)
add("accumulated gradients of Nadam", optimizers.Nadam(0.1, gradient_accumulation_steps=3))
add("a weight without a gradient", optimizers.Adam(0.1, weight_decay=0.1, use_ema=True), unused=("bias",))
add("a constraint", optimizers.RMSprop(0.1), constraint=keras.constraints.NonNeg())
add("ExponentialDecay", optimizers.SGD(schedules.ExponentialDecay(0.1, 4, 0.5)))
add("CosineDecay with warm-up", optimizers.Adam(schedules.CosineDecay(0.0, 4, warmup_target=0.1, warmup_steps=2)))
add("PiecewiseConstantDecay", optimizers.Lion(schedules.PiecewiseConstantDecay([1, 3], [0.1, 0.05, 0.01])))

golden.write()
