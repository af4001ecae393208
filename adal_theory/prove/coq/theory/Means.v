(* The mean: a positive linear functional on functions of a sample point, with E 1 = 1. *)
From AdaL Require Export Sums.
Open Scope R_scope.

Record mean_space := { Om : Type; om0 : Om; E : (Om -> R) -> R;
  E_add : forall a b, E (fun w => a w + b w) = E a + E b; E_scal : forall c a, E (fun w => c * a w) = c * E a;
  E_pos : forall a, (forall w, 0 <= a w) -> 0 <= E a; E_one : E (fun _ => 1) = 1 }.
(* such means exist: a point, and mixtures (so all finitely supported laws) *)
Definition dirac (T : Type) (w : T) : mean_space.
Proof. refine {| Om := T; om0 := w; E := fun a => a w |}; auto. Defined.
Definition mixture (p : R) (M : mean_space) (E2 : mean_space) (h : Om M = Om E2) : 0 <= p <= 1 -> mean_space.
Proof.
  intro B. destruct M as [T w e a s po o], E2 as [T2 w2 e2 a2 s2 po2 o2]. simpl in h. subst T2.
  refine {| Om := T; om0 := w; E := fun f => p * e f + (1 - p) * e2 f |}; intros.
  - rewrite a, a2; ring.
  - rewrite s, s2; ring.
  - specialize (po a0 H); specialize (po2 a0 H). assert (0 <= p * e a0) by (apply Rmult_le_pos; lra). assert (0 <= (1 - p) * e2 a0) by (apply Rmult_le_pos; lra). lra.
  - rewrite o, o2; ring.
Defined.
Section Mean.
Variable M : mean_space.
Lemma r_mean_mono_le (f g : Om M -> R) : (forall w, f w <= g w) -> E M f <= E M g.
Proof.
  intro H. pose proof (E_pos M (fun w => g w + -1 * f w)). assert (0 <= E M (fun w => g w + -1 * f w)) by (apply H0; intro w; specialize (H w); lra).
  rewrite (E_add M g (fun w => -1 * f w)), (E_scal M (-1) f) in H1. lra.
Qed.
Lemma r_mean_mono_lt (f g : Om M -> R) : (forall w, f w < g w) -> E M f <= E M g.
Proof. intro H; apply r_mean_mono_le; intro w; apply Rlt_le, H. Qed.
Lemma E_ext (f g : Om M -> R) : (forall w, f w = g w) -> E M f = E M g.
Proof. intro H; apply Rle_antisym; apply r_mean_mono_le; intro w; rewrite H; lra. Qed.
Lemma E_zero : E M (fun _ => 0) = 0.
Proof. rewrite (E_ext (fun _ => 0) (fun w => 0 * (fun _ => 1) w)) by (intro; ring). rewrite E_scal. ring. Qed.
Fixpoint lce (l : list (R * (Om M -> R))) (k : Om M) : R := match l with nil => 0 | (c, f) :: r => c * f k + lce r k end.
Fixpoint lE (l : list (R * (Om M -> R))) : R := match l with nil => 0 | (c, f) :: r => c * E M f + lE r end.
Lemma mean_lin l : E M (lce l) = lE l.
Proof. induction l as [|[c f] l IH]; simpl. apply E_zero. rewrite (E_add M (fun w => c * f w) (lce l)), E_scal, IH. reflexivity. Qed.
Lemma r_mean_sum lo hi (f : Om M -> R -> R) : E M (fun w => sum lo hi (f w)) = sum lo hi (fun k => E M (fun w => f w k)).
Proof.
  unfold sum, sumz. induction (Z.to_nat (zof hi - zof lo + 1)); simpl. apply E_zero.
  rewrite (E_add M (fun w => sumn (zof lo) n (f w)) (fun w => f w (IZR (zof lo + Z.of_nat n)))). rewrite IHn. reflexivity.
Qed.
Definition preserves (T : Om M -> Om M) : Prop := forall a : Om M -> R, E M (fun w => a (T w)) = E M a.
Lemma r_change T a : preserves T -> E M (fun w => a (T w)) = E M a. Proof. intro H; apply H. Qed.
End Mean.
