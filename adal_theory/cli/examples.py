"""The examples in every command's help: command lines to copy, each with what it does after a #."""

from __future__ import annotations

from typing import Any

EXAMPLES = {
    "list": (
        "adal list                       # everything; lemmas without their parts",
        "adal list regret                # what is about regret, of every kind",
        "adal list --kind laws           # the laws of noise",
        "adal list momentum --kind lemmas    # those with the word in title or proof",
        "adal list --kind rules --format json",
    ),
    "show": (
        "adal show B9                    # a lemma: statement, hypotheses, proof",
        "adal show S3                    # an experiment: theorems, settings",
        "adal show adal --as latex       # a rule's update; sympy, numba or cuda too",
        "adal show student_t             # a law or problem: parameters, ranges, source",
        "adal show my_rule.py --as cuda  # the kernel of a rule of your own",
    ),
    "verify": (
        "adal verify B9 D4               # two lemmas",
        "adal verify                     # every statement, in less than a minute",
        "adal verify --mutants           # and altered statements, which must fail",
        "adal verify B9 --format latex -o b9.tex # a paper's appendix; --steps for more",
        "adal verify my_proofs.py        # statements of your own",
    ),
    "export": (
        "adal export --coq coq           # every proof, as a project for Coq",
        "adal export --coq coq B9        # one lemma and all that it rests on",
    ),
    "check": (
        'adal check "2*sqrt(T) + 1/sqrt(T+1) <= 2*sqrt(T+1)" -g "T >= 1"',
        r"adal check '\sum_{t=1}^T \frac1{\sqrt t} \le 2\sqrt T - 1' -g 'T \ge 1'",
        'adal check "f(T) <= f(1)" -g "T >= 1" -g "for t in 1..T: f(t+1) <= f(t)"',
        "adal check steps.toml           # a file of steps",
    ),
    "steps": (
        "adal steps jensen               # the steps about Jensen's inequality",
        "adal steps adagrad sum          # those about both words",
        "adal steps titu                 # one: its statement, and the line of a proof",
    ),
    "simulate": (
        "adal simulate S3 --quick        # seconds; compared with its theorems",
        "adal simulate S3 -o s3.zarr     # keep results and figures",
        "adal simulate S3 -o s3.zarr --resume    # after an interruption",
        "adal simulate S9 --set steps=500 --format json",
        "adal simulate my_experiment.py  # an experiment of your own",
        "adal simulate S8 --cluster local    # on Dask; tcp://…, or a scheduler file",
        "adal simulate S8 --part 3/100 -o s8 # the third of a hundred jobs",
    ),
    "merge": (
        "adal merge s8                   # what adal simulate --part k/n -o s8 made",
        "adal merge mine my_experiment.py    # of an experiment of your own",
    ),
    "figures": ("adal figures S3 --quick         # SVG, PDF and PNG into figures/", "adal figures S1 S3 -o paper --format pdf"),
    "report": (
        "adal report                     # quick settings; the page is report/index.html",
        "adal report --full -o full --overwrite",
    ),
    "tail": (
        "adal tail noise.npy             # are the samples heavy-tailed?",
        "adal tail noise.csv --columns 2-4 --plot tail.svg",
        "adal tail noise.csv --header 1 --exchangeable --format json",
    ),
    "fit": (
        "adal fit curve.csv              # first column: steps; each other one: a curve",
        "adal fit curve.csv --t step --y regret --plot fit.pdf",
        "adal fit curve.csv --window 1000 1e6 --expect 0.5    # is 0.5 in the interval?",
        "adal fit curves.npz --t steps --y regret --replicates",
        "adal fit runs.zarr --y weighted_regret    # a store that adal_theory.run wrote",
    ),
    "bench": (
        "adal bench --quick              # against NumPy and, where it is installed, JAX",
        "adal bench --backend cupy       # on the GPU",
    ),
    "doctor": ("adal doctor                     # what is installed, what each extra would add", "adal doctor --format json"),
}


def with_examples(app: Any) -> None:
    """Give each command its examples, one a line, at the end of its help."""
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        command.epilog = "\n".join(["Examples:", *(line.replace("[", r"\[") for line in EXAMPLES[name])])
