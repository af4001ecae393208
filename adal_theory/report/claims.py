"""What AdaL's abstract claims, and what was found: the four cards and chapters of the page, as data.

Nothing here is a result. Each verdict names the lemmas and the experiments that it rests on, and the page shows it only where
all of those hold (`report.standing`); the numbers are taken from the experiments' comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adal_theory.rules import RULES

Kind = Literal["proved", "conditional", "refuted", "not shown"]
Form = Literal["number", "sampled", "percent", "rivals"]

DEFAULTS = ", ".join(f"{p.name.replace('beta', 'β')} = {p.default:g}" for p in RULES["adal"].parameters if "beta" in p.name)
"""The decays that AdaL has where none are given: "β1 = 0.9, β2 = 0.999"."""


@dataclass(frozen=True)
class Pick:
    """One comparison of an experiment (by its id), the first whose text begins with `begins`, and how a card prints it.

    `form` "number" prints what was measured, "sampled" the same with its interval of three standard errors, "percent" the same
    in per cent with its sign, "rivals" how many of how many.
    """

    experiment: str
    begins: str
    label: str = ""
    form: Form = "number"


@dataclass(frozen=True)
class Setting:
    """One line of a chapter's table: in which setting, and what is known there of AdaL as published and of AdaL-AMS."""

    name: str
    published: tuple[str, str]  # tone ("good", "bad", "open"), words
    running_maximum: tuple[str, str]


@dataclass(frozen=True)
class PaperClaim:
    """One claim of the abstract.

    `short` names it in a bar. `paper` is what the paper says, `precise` the same as a statement that can be true or false;
    `kind` and `verdict` are what was found, in a word and in full, `headline` is the sentence to be read first, `known`
    how that is known. All of it rests
    on `lemmas` (ids of claims, the chapter's statements in this order) and on `experiments` (ids); `figure` is the experiment
    and the name of its picture for the card, `keys` are the card's numbers, `numbers` the chapter's, `story` its paragraphs.
    """

    number: int
    name: str
    short: str
    paper: str
    headline: str
    kind: Kind
    verdict: str
    precise: str
    known: str
    lemmas: tuple[str, ...]
    experiments: tuple[str, ...]
    figure: tuple[str, str]
    keys: tuple[Pick, ...]
    numbers: tuple[Pick, ...]
    story: tuple[str, ...]
    settings: tuple[Setting, ...] = ()


EARLY_AND_LATE = PaperClaim(
    number=1,
    name="Accelerates early, calms late",
    short="Early and late",
    paper="The transformation by the gradient's own norm amplifies the gradient early in training and shrinks it later.",
    headline="While gradients change slowly, AdaL steps longer than Adam where they grow and shorter where they decay, "
    "if β1 < β2.",
    kind="conditional",
    verdict="true where β1 < β2",
    precise="On gradients g_t = r^t g_0 with r near 1 and ε = 0, AdaL's steps are longer than Adam's for r > 1 and shorter "
    "for r < 1 "
    "exactly where β1 < β2; where β2 < β1 it is the other way round.",
    known="proved for r near 1, and without momentum beyond (A10); measured (S9)",
    lemmas=("A10.2", "A10.3", "A10.17", "A10.9", "A10", "A10.14", "A10.15", "A8.2"),
    experiments=("S9",),
    figure=("S9", "default_decays"),
    keys=(
        Pick(
            "S9",
            f"{DEFAULTS} (the defaults): AdaL's step less Adam's, relative to Adam's, where gradients grow by 0.2 %",
            f"AdaL's step against Adam's at the default decays ({DEFAULTS}), where gradients grow by 0.2 % per step",
            "percent",
        ),
        Pick(
            "S9",
            f"{DEFAULTS} (the defaults): AdaL's step less Adam's, relative to Adam's, where gradients decay by 0.01 %",
            "the same where they decay by 0.01 % per step",
            "percent",
        ),
    ),
    numbers=(
        Pick("S9", f"{DEFAULTS} (the defaults): AdaL's step less Adam's, relative to Adam's, where gradients grow by 0.2 %"),
        Pick("S9", f"{DEFAULTS} (the defaults): AdaL's step less Adam's, relative to Adam's, where gradients decay by 0.01 %"),
        Pick("S9", f"{DEFAULTS} (the defaults): AdaL's step less Adam's, relative to Adam's, where gradients grow by 10 %"),
        Pick("S9", "β1 = 0, β2 = 0.9: AdaL's step less"),
        Pick("S9", "β1 = 0.5, β2 = 0.9: measured multiplier"),
        Pick("S9", "β1 = 0.5, β2 = 0.9: AdaL's step less"),
        Pick("S9", "β1 = 0.9, β2 = 0.5: AdaL's step less"),
    ),
    story=(
        "A gradient is amplified when its 1-norm is above 1 and shrunk when it is below (A10.2, A10.3). But AdaL divides by "
        "the root of "
        "its second moment, as Adam does, so a constant factor cancels: with ε = 0, AdaL takes the same steps on 100 f as on f "
        "(A8.2). The transformation can act only through how the gradient's size changes.",
        f"On gradients that grow or decay by a factor r per step, AdaL sees r² where Adam sees r (A10.17). Hence the "
        f"condition β1 < β2, "
        f"which the default decays ({DEFAULTS}) meet (A10.9). Without momentum it holds for every r > √β2, not only near 1 "
        "(A10.14, A10.15); with β2 < β1 it is reversed (A10).",
        "“Near 1” matters. At the default decays S9 measures longer steps where gradients grow slowly, and shorter ones where "
        "they decay; but where they grow by a tenth per step, AdaL's steps are shorter than Adam's again, as A10's limit says.",
    ),
)

SMOOTHNESS = PaperClaim(
    number=2,
    name="Alleviates the smoothness of gradient noise",
    short="Noise",
    paper="An exponential average, as in Adam, makes the gradient noise smoother than SGD's; the transformation undoes some "
    "of that.",
    headline="The noise becomes heavier-tailed, but with many independent light-tailed coordinates the effect vanishes.",
    kind="conditional",
    verdict="true for heavy tails or few coordinates",
    precise="Averaging brings the kurtosis of light-tailed noise nearer to the normal law's 3. Multiplying by ‖g‖_1 halves "
    "a tail index and, for "
    "d independent normal coordinates, raises the kurtosis to 3 + (6π − 4)/d, with an error of at most 12/d²: an effect that "
    "vanishes as d grows.",
    known="proved (E2, E3, E4.14) and measured (S7); measured only where coordinates share a random scale",
    lemmas=("E2", "E1.1", "E1.3", "E3", "E3.7", "E4.14", "E5"),
    experiments=("S7",),
    figure=("S7", "transformed_kurtosis"),
    keys=(
        Pick("S7", "d = 1: kurtosis of", "kurtosis of ĝ in one dimension, for Gaussian noise (whose own is 3)", "sampled"),
        Pick("S7", "d = 1000: kurtosis of", "the same for 1000 independent coordinates", "sampled"),
    ),
    numbers=(
        Pick("S7", "laplace noise: excess kurtosis of the average"),
        Pick("S7", "α = 1: scale of the average"),
        Pick("S7", "d = 1: kurtosis of"),
        Pick("S7", "d = 100: kurtosis of"),
        Pick("S7", "shared scale, spread 0.2, d = 100: kurtosis"),
        Pick("S7", "alpha_stable(1.5), d = 3: tail index of ĝ"),
        Pick("S7", "gaussian noise: largest |m̂|/√v̂"),
    ),
    story=(
        "What the paper calls smoothing is real: the average of independent noise has (1−β1²)/(1+β1²) of its excess "
        "kurtosis, a tenth at "
        "β1 = 0.9 (E2). It does not change the kind of a heavy-tailed law: stable noise keeps its index (E1.1), and "
        "averaging does not tame Cauchy noise at all (E1.3).",
        "The transformation acts the other way. The kurtosis of normal noise goes from 3 to 35/3 in one dimension (E3.7), "
        "but only to "
        "3 + O(1/d) in d independent ones (E3). It halves the index of a heavy tail in every dimension (E4.14). Where all "
        "coordinates share a "
        "random scale, the effect stays in every dimension measured (S7).",
        "None of this reaches the step: the normalised update is bounded whatever the noise (E5), so heavy tails live in ĝ "
        "and m, not in what is subtracted from x. How long a method stays in a well (S8) is therefore another question; the "
        "law of SGD's exit "
        "times is E6.",
    ),
)

CONVERGES = PaperClaim(
    number=3,
    name="Provably converges",
    short="Convergence",
    paper="The method provably converges.",
    headline="AdaL has linear regret at its default parameters.",
    kind="refuted",
    verdict="refuted for AdaL as published",
    precise=f"On convex losses with slopes a, −1, −1 in turn, √2 < a < 2, the regret of AdaL as published against the best "
    f"fixed point tends to 2(2 − a)/3 "
    f"per step: proved without momentum (C1.22), measured at the default decays {DEFAULTS}. For AdaL-AMS, with the running "
    f"maximum of AMSGrad, "
    "this linear regret is proved at those decays too (C1).",
    known="measured at the default decays (S3); proved without momentum (C1.22), and with it for AdaL-AMS (C1)",
    lemmas=("C1.22", "C1.25", "C1", "C1.26", "C1.24", "B5", "B9.adal_ams", "B10", "B11.4", "D4", "C3", "C3.15"),
    experiments=("S3", "S1", "S2", "S4", "S5", "S6"),
    figure=("S3", "regret"),
    keys=(
        Pick(
            "S3",
            f"R(T)/T of AdaL ({DEFAULTS})",
            "regret per step of AdaL at its default decays, after 3·10^5 steps on slopes 1.45, −1, −1 (limit: 2(2 − 1.45)/3)",
        ),
    ),
    numbers=(
        Pick("S3", f"R(T)/T of AdaL ({DEFAULTS})"),
        Pick("S3", "R(T)/T of AdaL-AMS"),
        Pick("S3", "AdaL: share of cells"),
        Pick("S1", "AdaL, coin tosses: largest"),
        Pick("S4", "AdaL: mean iterate"),
        Pick("S5", "Geman–McClure, d = 1, uniform noise, size 0:"),
    ),
    story=(
        "The counterexample is a cycle of three linear losses. Its slopes add to a − 2 < 0, so +1 is the best point of [−1, "
        "1] (C1.24); the transformed slopes "
        "add to a² − 2 > 0, so AdaL is driven to −1 and loses 2(2 − a) in every cycle. Convexity and bounded gradients "
        "therefore give no O(√T) regret for "
        "AdaL (C1.25), nor for AdaL-AMS (C1.26), although they do for AMSGrad (B9.amsgrad).",
        "What is true: every run of AdaL stays under a bound that can be computed from the run itself, its certificate (B5). For "
        "AdaL-AMS the weighted regret, where the loss of step t counts ‖g_t‖_1 times, is O(√T) (B9.adal_ams, B10), and for "
        "one fixed convex loss the plain regret is "
        "O(T^{3/4}) (B11.4), an exponent that is tight in the limit (B14.5). The gradients of a smooth nonconvex loss go to "
        "0 in the mean where the "
        "noise is symmetric (D4).",
        "Symmetry is needed: E[‖g‖_1 g] is not a multiple of E[g], so under skewed noise the method goes to another point "
        "than the minimiser (C3, C3.15).",
    ),
    settings=(
        Setting(
            "Convex losses that change, plain regret",
            ("bad", "linear: C1.22, C1.25 without momentum; measured at the default decays (S3)"),
            ("bad", "linear: C1, C1.26"),
        ),
        Setting(
            "Convex losses that change, regret weighted by ‖g_t‖_1",
            ("open", "the run's own certificate (B5); AdaL-AMS's bound B9 is false for it (F7)"),
            ("good", "O(√T): B9.adal_ams, B10"),
        ),
        Setting(
            "One fixed convex loss",
            ("open", "the run's own certificate (B5)"),
            ("good", "regret O(T^{3/4}): B11.4, tight in the limit: B14.5"),
        ),
        Setting(
            "Smooth nonconvex loss, symmetric noise", ("open", "not settled here"), ("good", "gradients to 0, O(log T/√T): D4")
        ),
        Setting("Quadratic loss, skewed noise", ("bad", "a biased point, measured (S4)"), ("bad", "a biased point: C3.15")),
    ),
)

GENERALISES = PaperClaim(
    number=4,
    name="Generalises better",
    short="Generalisation",
    paper="Experiments on several benchmarks show better generalisation than other adaptive methods.",
    headline="On real data AdaL is not shown to generalise better than SGD, Adam, AMSGrad and AdamW.",
    kind="not shown",
    verdict="not shown",
    precise="With every method tuned on the same budget, AdaL's test accuracy would have to be above that of each rival, at "
    "a confidence of 99 %, over new seeds and on a new "
    "test set. S10 asks this of a small network on real data; larger benchmarks are not part of this project.",
    known="measured on one small network (S10); nothing is proved",
    lemmas=("E3",),
    experiments=("S10",),
    figure=("S10", "generalisation"),
    keys=(Pick("S10", "AdaL is not shown to generalise better", "rivals that AdaL is shown to be better than", "rivals"),),
    numbers=(
        Pick("S10", "AdaL is not shown to generalise better"),
        Pick("S10", "AdaL ("),
        Pick("S10", "Adam ("),
        Pick("S10", "SGD ("),
        Pick("S10", "AdaL: median excess kurtosis"),
    ),
    story=(
        "No theorem can say this. S10 asks the question that a benchmark asks: six methods, each tuned over "
        "the same number of settings by validation "
        "accuracy, are run with new seeds and judged on a test set that is used once. The verdict is about this network and "
        "these data; not "
        "being shown better is not "
        "being shown worse.",
        "S10 measures the noise as well: AdaL's transformation makes the noise of its gradient less normal here, too.",
    ),
)

CLAIMS = (EARLY_AND_LATE, SMOOTHNESS, CONVERGES, GENERALISES)
