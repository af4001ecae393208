"""A network with one hidden layer on real data: minibatch losses for the array engine, backpropagation by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import choice, keywords
from adal_theory.problems import data
from adal_theory.problems.activations import ACTIVATIONS
from adal_theory.problems.minibatch import Classifier, uniforms
from adal_theory.problems.problem import UNKNOWN, Box, positive_integer, scalar
from adal_theory.runtime import computing

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Network(Classifier):
    """Softmax cross-entropy of f(a) = W₂ᵀ φ(W₁ᵀ a + b₁) + b₂ over a minibatch, plus (λ/2)‖x‖², batched over runs.

    x is (runs, d): W₁ (features, hidden), b₁ (hidden), W₂ (hidden, classes), b₂ (classes), each flattened row by row,
    one after the other; d = (features + 1)·hidden + (hidden + 1)·classes. Two classes have two outputs as well.
    Batches are indices (runs or 1, b) of the training part, the first `samples` rows of `inputs` (n, features + 1),
    whose last column is 1. No minimiser is known: regret is NaN unless `run` is given a point as comparator; `mean_loss`,
    `accuracy` and `full_gradient` tell where a run has come to. `x0` (d,), the start of every run unless `run` is given
    another (such as `start(runs, seed)`, one for each run), is `start(1, seed)` with the seed of the split.
    """

    dataset: str
    inputs: Array = field(repr=False)
    labels: Array = field(repr=False)
    classes: int
    counts: tuple[int, int, int]
    hidden: int
    activation: str
    l2: float
    batch: int
    choice: data.Choice
    digest: str
    box: Box = None
    convex: bool = False
    comparator: str = UNKNOWN
    minimiser: None = None
    source: str = "backpropagation: Rumelhart, Hinton & Williams, Nature 323, 1986"
    title: str = "network with one hidden layer"
    formula: str = (
        r"f_t(x) = \frac1{|B_t|} \sum_{n \in B_t} \mathrm{logloss}(W_2^T \phi(W_1^T a_n + b_1) + b_2, y_n)"
        r" + \tfrac{\lambda}{2}\|x\|_2^2"
    )

    @property
    def name(self) -> str:
        return f"network_{self.dataset}"

    @property
    def samples(self) -> int:
        """Samples of the training part."""
        return self.counts[0]

    @property
    def features(self) -> int:
        return int(self.inputs.shape[1]) - 1

    @property
    def dimension(self) -> int:
        return (self.features + 1) * self.hidden + (self.hidden + 1) * self.classes

    @property
    def width(self) -> int:
        return 4 * (self.hidden + self.classes)

    @property
    def constants(self) -> dict[str, Any]:
        return {
            "hidden": self.hidden,
            "activation": self.activation,
            "l2": self.l2,
            "batch": self.batch,
            "data": self.digest,
            **self.choice.constants,
        }

    @property
    def x0(self) -> Array:
        """The start (d,) of every run."""
        return self.start(1, self.choice.seed)[0]

    def start(self, runs: int, seed: int) -> Array:
        """Starting points (runs, d): biases 0, weights uniform on [−r, r); r² = 6/(fan in + fan out), or 6/fan in for relu.

        Sources: Glorot & Bengio, AISTATS 2010; He et al., ICCV 2015. Row r depends on `seed` and r alone.
        """
        runs, he = positive_integer("runs", runs), ACTIVATIONS[self.activation].start == "he"
        layers = ((self.features, self.hidden), (self.hidden, self.classes))
        reach = [np.sqrt(6.0 / (fan_in if he else fan_in + fan_out)) for fan_in, fan_out in layers]
        size = np.concatenate(
            [
                part
                for r, (fan_in, fan_out) in zip(reach, layers, strict=True)
                for part in (np.full(fan_in * fan_out, r), np.zeros(fan_out))
            ]
        )
        return uniforms(seed, runs, self.dimension) * size

    def on(self, xp: Any) -> Network:
        """The same problem with its data as arrays of `xp`, NumPy or CuPy."""
        return replace(self, inputs=xp.asarray(self.inputs), labels=xp.asarray(self.labels))

    def _weights(self, x: Array) -> tuple[Array, Array, Array]:
        """W₁ with b₁ as its last row (runs, features + 1, hidden), W₂ (runs, hidden, classes), b₂ (runs, 1, classes)."""
        first, runs = (self.features + 1) * self.hidden, x.shape[0]
        second = first + self.hidden * self.classes
        return (
            x[:, :first].reshape(runs, self.features + 1, self.hidden),
            x[:, first:second].reshape(runs, self.hidden, self.classes),
            x[:, second:].reshape(runs, 1, self.classes),
        )

    def _hidden(self, xp: Any, x: Array, batch: Array) -> tuple[Array, Array, Array]:
        """Inputs (runs or 1, b, features + 1), arguments and values of the hidden units (runs, b, hidden)."""
        a = xp.asarray(self.inputs)[batch]
        z = xp.matmul(a, self._weights(x)[0])
        return a, z, ACTIVATIONS[self.activation].value(xp, z)

    def _outputs(self, xp: Any, x: Array, h: Array) -> Array:
        _, w, bias = self._weights(x)
        return xp.matmul(h, w) + bias

    def scores(self, xp: Any, x: Array, batch: Array) -> Array:
        """Outputs before the softmax, (runs, b, classes)."""
        return self._outputs(xp, x, self._hidden(xp, x, batch)[2])

    def loss(self, xp: Any, x: Array, batch: Array) -> Array:
        """Minibatch losses (runs,): the mean of log Σ_c exp(s_c) − s_y, the largest s_c taken out first, and the penalty."""
        s = self.scores(xp, x, batch)
        s = s - xp.max(s, axis=-1, keepdims=True)
        right = xp.take_along_axis(s, xp.asarray(self.labels)[batch][..., None], axis=-1)[..., 0]
        return xp.mean(xp.log(xp.sum(xp.exp(s), axis=-1)) - right, axis=1) + 0.5 * self.l2 * xp.sum(x * x, axis=1)

    def gradient(self, xp: Any, x: Array, batch: Array) -> Array:
        """Minibatch gradients (runs, d): the error softmax(s) − [c = y] carried back through both layers."""
        a, z, h = self._hidden(xp, x, batch)
        s = self._outputs(xp, x, h)
        e = xp.exp(s - xp.max(s, axis=-1, keepdims=True))
        right = xp.asarray(self.labels)[batch][..., None] == xp.arange(self.classes)
        error = (e / xp.sum(e, axis=-1, keepdims=True) - right) / batch.shape[1]
        back = xp.matmul(error, xp.swapaxes(self._weights(x)[1], 1, 2)) * ACTIVATIONS[self.activation].slope(xp, z, h)
        layers = (xp.matmul(xp.swapaxes(a, 1, 2), back), xp.matmul(xp.swapaxes(h, 1, 2), error), xp.sum(error, axis=1))
        return xp.concatenate([g.reshape(x.shape[0], -1) for g in layers], axis=1) + self.l2 * x


@keywords
@computing("preparing the data")
def network(
    dataset: Any = "digits",
    hidden: int = 32,
    activation: str = "tanh",
    l2: float = 1e-4,
    batch: int = 32,
    validation: float = 0.2,
    test: float | None = None,
    seed: int = 0,
    path: Any = None,
) -> Network:
    """One hidden layer on `digits` (d = 2410), `breast_cancer` (d = 1058), `mnist`, `cifar10` or a pair (X, y) of your own,
    features (n, features) and labels (n,); `activation` is tanh, relu, sigmoid or softplus.

    Features are standardised by the training part. `validation` and `test` (default 0.2) are shares in [0, 1) of each
    class, drawn by `seed`; mnist and cifar10 keep their own test files, and leave `test` out. Those two are read from
    `path`, or from the folder that the environment variable ADAL_THEORY_DATA names (`problems.local_files` says which
    files; as float64 they take 0.4 and 1.5 GB). Step t uses `batch` samples of the training part drawn with replacement by
    the counter-based generator. `l2` = λ ≥ 0. No box. Raises `ConfigurationError`.
    """
    chosen = data.choose(dataset, path, validation, test, seed, 0.2)
    activation = choice("activation", activation, ACTIVATIONS)
    hidden, weight, batch = positive_integer("hidden", hidden), scalar("l2", l2, 0.0), positive_integer("batch", batch)
    found = data.load(chosen)
    return Network(
        chosen.dataset,
        found.inputs,
        found.labels,
        found.classes,
        found.counts,
        hidden,
        activation,
        weight,
        batch,
        chosen,
        found.digest,
    )


PROBLEMS = (network,)
