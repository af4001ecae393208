(* The mean: a positive linear functional, with E 1 = 1, on a linear space L of integrable functions of a sample point. Nothing
   is supposed of E outside L, and nothing of L but that it is linear and holds the constants: what else is integrable stands
   among the hypotheses of each theorem. *)
From AdaL Require Export Sums.
From Coq Require Import FunctionalExtensionality.
Open Scope R_scope.

Record mean_space := { Om : Type; om0 : Om; L : (Om -> R) -> Prop; E : (Om -> R) -> R;
  L_one : L (fun _ => 1); L_add : forall a b, L a -> L b -> L (fun w => a w + b w);
  L_scal : forall c a, L a -> L (fun w => c * a w);
  E_one : E (fun _ => 1) = 1; E_add : forall a b, L a -> L b -> E (fun w => a w + b w) = E a + E b;
  E_scal : forall c a, L a -> E (fun w => c * a w) = c * E a;
  E_pos : forall a, L a -> (forall w, 0 <= a w) -> 0 <= E a }.

(* Such spaces exist: one point; two points of probabilities p and 1 - p, and so on; with all functions integrable. *)
Definition dirac (T : Type) (w : T) : mean_space.
Proof. refine {| Om := T; om0 := w; L := fun _ => True; E := fun a => a w |}; auto. Defined.
Definition two_points (p : R) : 0 <= p <= 1 -> mean_space.
Proof.
  intro B. refine {| Om := bool; om0 := true; L := fun _ => True; E := fun f => p * f true + (1 - p) * f false |}; auto; intros.
  - ring.
  - ring.
  - ring.
  - pose proof (H0 true). pose proof (H0 false).
    assert (0 <= p * a true) by (apply Rmult_le_pos; lra). assert (0 <= (1 - p) * a false) by (apply Rmult_le_pos; lra). lra.
Defined.

Section Mean.
Variable M : mean_space.
Lemma L_ext (f g : Om M -> R) : (forall w, g w = f w) -> L M f -> L M g.
Proof. intro H. now replace g with f by (apply functional_extensionality; auto). Qed.
Lemma E_ext (f g : Om M -> R) : (forall w, f w = g w) -> E M f = E M g.
Proof. intro H. now replace g with f by (apply functional_extensionality; auto). Qed.
Lemma L_zero : L M (fun _ => 0).
Proof. apply (L_ext (fun w => 0 * (fun _ => 1) w)). intro; ring. apply L_scal, L_one. Qed.
Lemma E_zero : E M (fun _ => 0) = 0.
Proof. rewrite (E_ext (fun _ => 0) (fun w => 0 * (fun _ => 1) w)) by (intro; ring). rewrite E_scal by apply L_one. ring. Qed.

(* Linear combinations of integrable functions. *)
Fixpoint lce (l : list (R * (Om M -> R))) (k : Om M) : R := match l with nil => 0 | (c, f) :: r => c * f k + lce r k end.
Fixpoint lE (l : list (R * (Om M -> R))) : R := match l with nil => 0 | (c, f) :: r => c * E M f + lE r end.
Fixpoint lL (l : list (R * (Om M -> R))) : Prop := match l with nil => True | (_, f) :: r => L M f /\ lL r end.
Lemma L_lin l : lL l -> L M (lce l).
Proof.
  induction l as [|[c f] l IH]; simpl; [intros _; apply L_zero|]. intros [A B].
  apply (L_add M (fun w => c * f w) (lce l)); auto. now apply L_scal.
Qed.
Lemma mean_lin l : lL l -> E M (lce l) = lE l.
Proof.
  induction l as [|[c f] l IH]; simpl; [intros _; apply E_zero|]. intros [A B].
  rewrite (E_add M (fun w => c * f w) (lce l)), E_scal, IH; auto; [now apply L_scal | now apply L_lin].
Qed.

Lemma r_mean_mono_le (f g : Om M -> R) : L M f -> L M g -> (forall w, f w <= g w) -> E M f <= E M g.
Proof.
  intros F G H. assert (N : L M (fun w => -1 * f w)) by now apply L_scal.
  pose proof (E_pos M (fun w => g w + -1 * f w) (L_add M g _ G N)) as P.
  assert (0 <= E M (fun w => g w + -1 * f w)) as Q by (apply P; intro w; specialize (H w); lra).
  rewrite (E_add M g (fun w => -1 * f w)), (E_scal M (-1) f) in Q by assumption. lra.
Qed.
Lemma r_mean_mono_lt (f g : Om M -> R) : L M f -> L M g -> (forall w, f w < g w) -> E M f <= E M g.
Proof. intros F G H; apply r_mean_mono_le; auto. intro w; apply Rlt_le, H. Qed.
Lemma r_mean_mono_eq (f g : Om M -> R) : (forall w, f w = g w) -> E M f = E M g. Proof. apply E_ext. Qed.
Lemma sumn_L lo n (f : Om M -> R -> R) : (forall k, (k < n)%nat -> L M (fun w => f w (IZR (lo + Z.of_nat k)))) ->
  L M (fun w => sumn lo n (f w)) /\ E M (fun w => sumn lo n (f w)) = sumn lo n (fun k => E M (fun w => f w k)).
Proof.
  intro H. induction n; simpl; [split; [apply L_zero | apply E_zero]|]. destruct IHn as [A B]; [intros; apply H; lia|].
  assert (C : L M (fun w => f w (IZR (lo + Z.of_nat n)))) by (apply H; lia). split.
  - now apply (L_add M (fun w => sumn lo n (f w)) (fun w => f w (IZR (lo + Z.of_nat n)))).
  - rewrite (E_add M (fun w => sumn lo n (f w)) (fun w => f w (IZR (lo + Z.of_nat n)))) by assumption. now rewrite B.
Qed.
Lemma r_mean_sum lo hi (f : Om M -> R -> R) : isint lo -> isint hi ->
  (forall k, isint k -> lo <= k -> k <= hi -> L M (fun w => f w k)) ->
  E M (fun w => sum lo hi (f w)) = sum lo hi (fun k => E M (fun w => f w k)).
Proof.
  intros [x ->] [y ->] H. unfold sum, sumz. rewrite !zof_IZR. apply sumn_L. intros k K.
  apply H; [apply isint_IZR | apply IZR_le; lia | apply IZR_le; lia].
Qed.
Definition preserves (T : Om M -> Om M) : Prop :=
  forall a : Om M -> R, L M a -> L M (fun w => a (T w)) /\ E M (fun w => a (T w)) = E M a.
Lemma r_change T a : preserves T -> L M a -> E M (fun w => a (T w)) = E M a. Proof. intros H A; now apply H. Qed.

(* All moments exist: the variables lie in an algebra of integrable functions that holds sizes, and every sign. *)
Record algebra := { A :> (Om M -> R) -> Prop; A_L : forall f, A f -> L M f; A_const : forall c, A (fun _ => c);
  A_add : forall f g, A f -> A g -> A (fun w => f w + g w); A_mul : forall f g, A f -> A g -> A (fun w => f w * g w);
  A_abs : forall f, A f -> A (fun w => Rabs (f w)); A_sgn : forall f, A (fun w => sgn (f w)) }.
Lemma A_ext (B : algebra) f g : (forall w, g w = f w) -> B f -> B g.
Proof. intro H. now replace g with f by (apply functional_extensionality; auto). Qed.
Lemma A_pow (B : algebra) f n : B f -> B (fun w => f w ^ n).
Proof. intro F. induction n; simpl; [apply A_const | now apply (A_mul B f (fun w => f w ^ n))]. Qed.
Lemma A_max (B : algebra) f g : B f -> B g -> B (fun w => Rmax (f w) (g w)).
Proof.
  intros F G. apply (A_ext B (fun w => / 2 * (f w + (g w + Rabs (f w + -1 * g w))))).
  - intro w. unfold Rmax, Rabs. destruct (Rle_dec (f w) (g w)), (Rcase_abs (f w + -1 * g w)); lra.
  - apply (A_mul B (fun _ => / 2)); [apply A_const|]. apply (A_add B f); auto. apply (A_add B g); auto. apply A_abs.
    apply (A_add B f); auto. apply (A_mul B (fun _ => -1)); auto. apply A_const.
Qed.
Lemma A_min (B : algebra) f g : B f -> B g -> B (fun w => Rmin (f w) (g w)).
Proof.
  intros F G. apply (A_ext B (fun w => f w + (g w + -1 * Rmax (f w) (g w)))).
  - intro w. unfold Rmin, Rmax. destruct (Rle_dec (f w) (g w)); lra.
  - apply (A_add B f); auto. apply (A_add B g); auto. apply (A_mul B (fun _ => -1)); [apply A_const | now apply A_max].
Qed.
Lemma A_sum (B : algebra) lo hi (f : Om M -> R -> R) : isint lo -> isint hi ->
  (forall k, isint k -> lo <= k -> k <= hi -> B (fun w => f w k)) -> B (fun w => sum lo hi (f w)).
Proof.
  intros [x ->] [y ->] H. unfold sum, sumz. rewrite !zof_IZR.
  assert (K : forall k, (k < Z.to_nat (y - x + 1))%nat -> B (fun w => f w (IZR (x + Z.of_nat k)))).
  { intros k K. apply H; [apply isint_IZR | apply IZR_le; lia | apply IZR_le; lia]. }
  induction (Z.to_nat (y - x + 1)); simpl; [apply A_const|].
  apply (A_add B (fun w => sumn x n (f w)) (fun w => f w (IZR (x + Z.of_nat n)))); [apply IHn; intros; apply K; lia | apply K; lia].
Qed.

(* Bounded variables have all moments, where every bounded function is integrable. *)
Definition bounded (f : Om M -> R) : Prop := exists B, forall w, Rabs (f w) <= B.
Definition bounded_algebra : (forall f, bounded f -> L M f) -> algebra.
Proof.
  intro H. refine {| A := bounded |}; auto.
  - intro c. exists (Rabs c). intros _. lra.
  - intros f g [B F] [C G]. exists (B + C). intro w. specialize (F w). specialize (G w). pose proof (Rabs_triang (f w) (g w)). lra.
  - intros f g [B F] [C G]. exists (B * C). intro w. rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos.
  - intros f [B F]. exists B. intro w. rewrite Rabs_Rabsolu. auto.
  - intro f. exists 1. intro w. unfold sgn, Rabs. destruct (Rlt_dec 0 (f w)), (Rlt_dec (f w) 0), (Rcase_abs _); lra.
Defined.
End Mean.
