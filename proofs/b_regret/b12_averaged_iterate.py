"""B12: from regret to the loss of an averaged iterate, for one convex loss."""

from adal_theory.proofs.b_regret.b11_plain_regret import CONVEX, MINIMISER, gap, plain_regret, weighted_regret
from adal_theory.proofs.hypotheses import claim, given
from adal_theory.proofs.notation import *

loss_at_average, least_loss = var("f_bar"), var("f_least")
slope, average = Function("slope", ("int",)), Function("x_bar", ("int",))
total_weight = steps(w[t])
linear_part = coordinates(slope[i] * (x[t, i] - average[i]))

ONE_LOSS = {
    "one loss": Forall(t, Eq(f_star[t], least_loss), 1, T),
    "subgradient at the average": Forall(t, loss_at_average + linear_part <= f[t], 1, T),
}
WEIGHTED_AVERAGE = {"average": Forall(i, Eq(average[i], steps(w[t] * x[t, i]) / total_weight), 1, d)}
ONE_CONVEX_LOSS = {"T": T >= 1, **ONE_LOSS, "average": Forall(i, Eq(average[i], steps(x[t, i]) / T), 1, d)}


@claim(
    "B12.1",
    "For one convex loss, f(x̄) − f* ≤ R^w(T)/Σ w_t at the average x̄ of the iterates with the weights w_t",
    {**given("w ≥ 0"), "Σw > 0": total_weight > 0, **ONE_LOSS, **WEIGHTED_AVERAGE},
    loss_at_average - least_loss <= weighted_regret / total_weight,
)
def weighted_average(p: Proof) -> None:
    """The subgradient inequality at x̄, weighted and added: its linear part vanishes, for Σ w_t (x_t − x̄) = 0."""
    above = loss_at_average - least_loss + linear_part
    tangent = p.have(Forall(t, above <= gap(t), 1, T), *ONE_LOSS)
    tangents = p.sum_le(p.have(Forall(t, w[t] * above <= w[t] * gap(t), 1, T), tangent, "w ≥ 0"))
    centred = Eq(slope[i] * steps(w[t] * (x[t, i] - average[i])), 0)
    vanishes = p.sum_le(p.have(Forall(i, centred, 1, d), "average", p.field_simp(total_weight)))
    swapped = p.swap(steps(coordinates(w[t] * slope[i] * (x[t, i] - average[i]))))
    whole = p.have(total_weight * (loss_at_average - least_loss) <= weighted_regret, tangents, swapped, vanishes)
    p.conclude(p.times(whole, 1 / total_weight), p.field_simp(total_weight))


@claim(
    "B12.2",
    "For one convex loss, f(x̄) − f* ≤ R(T)/T at the average x̄ of the iterates",
    ONE_CONVEX_LOSS,
    loss_at_average - least_loss <= plain_regret / T,
)
def plain_average(p: Proof) -> None:
    """B12.1 for weights 1."""
    count = p.have(Eq(steps(num(1)), T))
    uniform = p.have(Forall(i, Eq(average[i], steps(x[t, i]) / steps(num(1))), 1, d), "average", p.congr(count, inv))
    p.conclude(p.lemma("B12.1", count, uniform, w=1), count)


@claim(
    "B12.3",
    "For one convex loss, f(x̄) − f* ≤ √(D R^w(T)/T) at the average x̄ of the iterates, with AdaL's weighted regret",
    {**ONE_CONVEX_LOSS, **CONVEX, **MINIMISER},
    loss_at_average - least_loss <= sqrt(diameter * weighted_regret / T),
)
def average_by_weighted_regret(p: Proof) -> None:
    """B12.2, and (R(T)/T)² ≤ D R^w(T)/T by Cauchy–Schwarz and B11.2."""
    mean = plain_regret / T
    square = p.have(mean**2 <= diameter * weighted_regret / T, p.times("B11.8", 1 / T**2), p.field_simp(T))
    p.conclude("B12.2", p.lemma("L1.7", square, a=mean, b=diameter * weighted_regret / T))
