(* Certificates: a comparison follows from comparisons when a sum of products of them, squares and multiples of equations is 0 > 0.
   Coq has a proved checker of such certificates (RWeakChecker, in micromega); what is added here is a table of equations by which
   the atoms of a polynomial are replaced by their normal forms before it is checked. *)
Require Export Reals Lra Lia ZArith List QArith_base.
From Coq.micromega Require Export Refl RingMicromega RMicromega EnvRing.
Export ListNotations.
Open Scope R_scope.

Definition RE := PExpr Rcst.
Definition tbl := list (positive * RE).
Definition penv (l : list R) (i : positive) : R := nth (Nat.pred (Pos.to_nat i)) l 0.
Fixpoint look (t : tbl) (i : positive) : option RE :=
  match t with nil => None | (j, e) :: r => if Pos.eqb i j then Some e else look r i end.
Fixpoint psub (t : tbl) (e : RE) : RE :=
  match e with
  | PEc c => PEc c
  | PEX i => match look t i with Some f => f | None => PEX i end
  | PEadd a b => PEadd (psub t a) (psub t b) | PEsub a b => PEsub (psub t a) (psub t b)
  | PEmul a b => PEmul (psub t a) (psub t b) | PEopp a => PEopp (psub t a) | PEpow a n => PEpow (psub t a) n
  end.
Definition ev (l : list R) : RE -> R := Reval_expr (penv l).
Fixpoint eqs (l : list R) (t : tbl) : Prop :=
  match t with nil => True | (i, e) :: r => penv l i = ev l e /\ eqs l r end.
Lemma look_ok l t i e : eqs l t -> look t i = Some e -> penv l i = ev l e.
Proof.
  induction t as [|[j f] t IH]; simpl; [discriminate|]. intros [H K]. destruct (Pos.eqb_spec i j).
  - intro Q; injection Q; intros; subst; auto.
  - auto.
Qed.
Lemma psub_ok l t e : eqs l t -> ev l (psub t e) = ev l e.
Proof.
  intro H; induction e; simpl; auto; unfold ev, Reval_expr in *; simpl in *; try congruence.
  match goal with |- context [look t ?p] => destruct (look t p) as [f|] eqn:K; auto; symmetry; exact (look_ok l t p f H K) end.
Qed.
Definition toQ (t : tbl) (f : Formula Rcst) : Formula Q :=
  map_Formula Q_of_Rcst (Build_Formula (psub t (Flhs f)) (Fop f) (psub t (Frhs f))).
Definition nrm := @RingMicromega.normalise Q 0%Q 1%Q Qplus Qmult Qminus Qopp Qeq_bool.
Definition ngt := @RingMicromega.negate Q 0%Q 1%Q Qplus Qmult Qminus Qopp Qeq_bool.
Definition npol (t : tbl) (e : RE) := @RingMicromega.norm Q 0%Q 1%Q Qplus Qmult Qminus Qopp Qeq_bool (map_PExpr Q_of_Rcst (psub t e)).
Definition holds (l : list R) (f : Formula Rcst) : Prop := Reval_pop2 (Fop f) (ev l (Flhs f)) (ev l (Frhs f)).
Lemma toQ_ok l t f : eqs l t -> (QReval_formula' (penv l) (toQ t f) <-> holds l f).
Proof.
  intro H. unfold toQ, QReval_formula'.
  rewrite <- eval_formulaSC with (phiS := R_of_Rcst) by (intro; rewrite Q_of_RcstR; reflexivity).
  change (eval_sformula Rplus Rmult Rminus Ropp eq Rle Rlt N.to_nat pow R_of_Rcst) with Reval_formula'.
  rewrite <- (Reval_formula_compat (penv l) Tauto.isProp). simpl. unfold holds.
  change (Reval_expr (penv l) (psub t (Flhs f))) with (ev l (psub t (Flhs f))).
  change (Reval_expr (penv l) (psub t (Frhs f))) with (ev l (psub t (Frhs f))).
  rewrite !psub_ok by assumption. tauto.
Qed.
Fixpoint hold_all (l : list R) (hs : list (Formula Rcst)) : Prop :=
  match hs with nil => True | h :: r => holds l h /\ hold_all l r end.
Lemma impl_nrm l t hs : eqs l t -> hold_all l hs ->
  make_impl (Qeval_nformula (penv l)) (map (fun h => nrm (toQ t h)) hs) False -> False.
Proof.
  intro H; induction hs as [|a hs IHhs]; cbn [map make_impl hold_all]; auto. intros [K L] M. apply IHhs; auto. apply M.
  exact (proj1 (normalise_sound Rsor QSORaddon (penv l) (toQ t a)) (proj2 (toQ_ok l t a H) K)).
Qed.
Theorem cert l t hs g w : eqs l t -> hold_all l hs ->
  RWeakChecker (ngt (toQ t g) :: map (fun h => nrm (toQ t h)) hs) w = true -> holds l g.
Proof.
  intros H K C. apply (toQ_ok l t g H). apply (proj2 (negate_correct Rsor QSORaddon (penv l) (toQ t g))). intro N.
  pose proof (RWeakChecker_sound _ _ C (penv l)) as S. cbn [make_impl] in S. apply (impl_nrm l t hs H K). apply S. exact N.
Qed.
Lemma cert_eq l t hs a b w1 w2 : eqs l t -> hold_all l hs ->
  RWeakChecker (ngt (toQ t (Build_Formula a OpLe b)) :: map (fun h => nrm (toQ t h)) hs) w1 = true ->
  RWeakChecker (ngt (toQ t (Build_Formula b OpLe a)) :: map (fun h => nrm (toQ t h)) hs) w2 = true -> ev l a = ev l b.
Proof.
  intros H K C D. apply Rle_antisym; [apply (cert l t hs (Build_Formula a OpLe b) w1 H K C)|
  apply (cert l t hs (Build_Formula b OpLe a) w2 H K D)].
Qed.
Lemma peq l t a b : eqs l t -> RWeakChecker [ngt (toQ t (Build_Formula a OpLe b))] (PsatzIn Q 0) = true ->
  RWeakChecker [ngt (toQ t (Build_Formula b OpLe a))] (PsatzIn Q 0) = true -> ev l a = ev l b.
Proof. intros. apply (cert_eq l t [] a b (PsatzIn Q 0) (PsatzIn Q 0)); simpl; auto. Qed.
Ltac vm := vm_cast_no_check (@eq_refl bool true).
