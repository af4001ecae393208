(* Why an atom equals its normal form: one lemma for each rewriting of polynomials.py, all of them true for every value. *)
From AdaL Require Export Sums.
Open Scope R_scope.

Notation X := PEX (only parsing). Notation Ad := PEadd (only parsing). Notation Mu := PEmul (only parsing).
Notation Po := PEpow (only parsing). Notation F := Build_Formula (only parsing).
Definition Kz (z : Z) : RE := PEc (CZ z).
Definition Kq (n d : Z) : RE := PEc (CMult (CZ n) (CInv (CZ d))).
Lemma ne_sq a b : a <> b -> 0 < (b + -1 * a) * (b + -1 * a).
Proof. intro H. destruct (Rtotal_order a b) as [L|[L|L]]; [|contradiction|]; nra. Qed.
Lemma nf_inv_pow x n : / (x ^ n) = (/ x) ^ n. Proof. symmetry; apply pow_inv. Qed.
Lemma nf_sqrt_sq a b : sqrt (a ^ 2 * b) = Rabs a * sqrt b.
Proof.
  replace (a ^ 2) with (Rsqr a) by (unfold Rsqr; ring). rewrite sqrt_mult_alt by apply Rle_0_sqr. now rewrite sqrt_Rsqr_abs.
Qed.
Lemma nf_sqrt_const r : 0 <= r -> sqrt (r * r) = r. Proof. apply sqrt_square. Qed.
Lemma nf_abs_square x : Rabs (x ^ 2) = x ^ 2. Proof. apply Rabs_right. apply Rle_ge. apply pow2_ge_0. Qed.
Lemma nf_abs_sqrt x : Rabs (sqrt x) = sqrt x. Proof. apply Rabs_right. apply Rle_ge. apply sqrt_pos. Qed.
Lemma nf_abs_pos x : 0 <= x -> Rabs x = x. Proof. intro. apply Rabs_right. lra. Qed.
Lemma nf_abs_neg x : x <= 0 -> Rabs x = -1 * x. Proof. intro. rewrite Rabs_left1; lra. Qed.
Lemma nf_sgn_pos x : 0 < x -> sgn x = 1. Proof. unfold sgn; intro; destruct (Rlt_dec 0 x); lra. Qed.
Lemma nf_sgn_neg x : x < 0 -> sgn x = -1. Proof. unfold sgn; intro; destruct (Rlt_dec 0 x); [lra|destruct (Rlt_dec x 0); lra]. Qed.
Lemma nf_sgn_0 : sgn 0 = 0. Proof. sg. Qed.
Lemma nf_ln_neg x : x <= 0 -> ln x = 0. Proof. intro; unfold ln; destruct (Rlt_dec 0 x); [exfalso; lra | reflexivity]. Qed.
Lemma nf_pw_nat b n : pw b (IZR (Z.of_nat n)) = b ^ n. Proof. rewrite <- INR_IZR_INZ. apply pw_nat. Qed.
Lemma nf_pw_neg b n : pw b (IZR (- Z.of_nat n)) = / (b ^ n).
Proof. rewrite pw_int. destruct n; simpl. now rewrite RIneq.Rinv_1. now rewrite SuccNat2Pos.id_succ. Qed.
Lemma nf_pw_1 n : isint n -> pw 1 n = 1.
Proof. intros [z ->]. rewrite pw_int. destruct z; simpl; rewrite ?pow1, ?RIneq.Rinv_1; reflexivity. Qed.
Lemma nf_pw_mult a b n : isint n -> pw (a * b) n = pw a n * pw b n.
Proof. intros [z ->]. rewrite !pw_int. apply powerRZ_mult. Qed.
Lemma nf_pw_pow x e n : isint n -> pw (x ^ e) n = pw x (IZR (Z.of_nat e) * n).
Proof.
  intros [z ->]. rewrite <- mult_IZR, !pw_int. destruct e as [|e].
  - simpl. rewrite <- pw_int. apply nf_pw_1. apply isint_IZR.
  - change (Z.of_nat (S e)) with (Zpos (Pos.of_succ_nat e)). destruct z; cbn [Z.mul powerRZ]; auto; rewrite Pos2Nat.inj_mul, SuccNat2Pos.id_succ, pow_mult; reflexivity.
Qed.
Fixpoint sume (lo : R) (n : nat) (f : R -> R) : R :=
  match n with O => 0 | S m => sume lo m f + f (lo + IZR (Z.of_nat m)) end.
Lemma nf_sum_expand n lo hi f : isint lo -> hi = lo + IZR (Z.of_nat n - 1) -> sum lo hi f = sume lo n f.
Proof.
  intros [x ->] ->. rewrite <- plus_IZR. unfold sum, sumz. rewrite !zof_IZR.
  replace (Z.to_nat (x + (Z.of_nat n - 1) - x + 1)) with n by lia. induction n; simpl; auto. rewrite IHn.
  now rewrite plus_IZR.
Qed.
Ltac inv_prod := now rewrite ?Rinv_mult.
Ltac inv_const := first [apply Rinv_0 | lra | now field].
