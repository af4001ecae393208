(* Numbers of both sorts are reals; an integer is a real x with isint x. Powers, the sign, and the rules of arithmetic. *)
From AdaL Require Export Certificates.
Open Scope R_scope.

Definition isint (x : R) : Prop := exists z : Z, x = IZR z.
Definition zof (x : R) : Z := (up x - 1)%Z.
Lemma zof_IZR z : zof (IZR z) = z.
Proof.
  unfold zof. destruct (archimed (IZR z)) as [A B]. apply lt_IZR in A.
  assert (IZR (up (IZR z)) <= IZR (z + 1)) by (rewrite plus_IZR; lra). apply le_IZR in H. lia.
Qed.
Lemma isint_IZR z : isint (IZR z). Proof. exists z; reflexivity. Qed.
Lemma isint_add a b : isint a -> isint b -> isint (a + b).
Proof. intros [x ->] [y ->]. exists (x + y)%Z. now rewrite plus_IZR. Qed.
Lemma isint_mul a b : isint a -> isint b -> isint (a * b).
Proof. intros [x ->] [y ->]. exists (x * y)%Z. now rewrite mult_IZR. Qed.
Lemma isint_pow a n : isint a -> isint (a ^ n).
Proof. intro H; induction n; simpl; [exists 1%Z; reflexivity | now apply isint_mul]. Qed.
Lemma isint_max a b : isint a -> isint b -> isint (Rmax a b).
Proof. intros; unfold Rmax; destruct (Rle_dec a b); auto. Qed.
Lemma isint_min a b : isint a -> isint b -> isint (Rmin a b).
Proof. intros; unfold Rmin; destruct (Rle_dec a b); auto. Qed.
Lemma isint_abs a : isint a -> isint (Rabs a).
Proof. intros [x ->]; exists (Z.abs x). now rewrite abs_IZR. Qed.
Definition sgn (x : R) : R := if Rlt_dec 0 x then 1 else if Rlt_dec x 0 then -1 else 0.
Lemma isint_sgn a : isint a -> isint (sgn a).
Proof. intros _; unfold sgn; destruct (Rlt_dec 0 a); [exists 1%Z|destruct (Rlt_dec a 0); [exists (-1)%Z|exists 0%Z]]; reflexivity. Qed.
Definition pw (b y : R) : R :=
  if Req_EM_T (IZR (zof y)) y then powerRZ b (zof y) else if Rlt_dec 0 b then exp (y * ln b) else 0.
Lemma pw_int b z : pw b (IZR z) = powerRZ b z.
Proof. unfold pw. rewrite zof_IZR. destruct (Req_EM_T (IZR z) (IZR z)); congruence. Qed.
Lemma pw_nat b n : pw b (INR n) = b ^ n.
Proof. rewrite INR_IZR_INZ, pw_int. symmetry; apply pow_powerRZ. Qed.
Lemma pw_pos b y : 0 < b -> pw b y = exp (y * ln b).
Proof.
  intro H. unfold pw. destruct (Req_EM_T (IZR (zof y)) y) as [E|E].
  - rewrite powerRZ_Rpower by assumption. unfold Rpower. now rewrite E.
  - destruct (Rlt_dec 0 b); congruence || tauto.
Qed.
Lemma int_gap a b : isint a -> isint b -> a < b -> a + 1 <= b.
Proof. intros [x ->] [y ->] H. apply lt_IZR in H. rewrite <- plus_IZR. apply IZR_le. lia. Qed.

Lemma r_inverse a : a <> 0 -> a * / a = 1. Proof. apply Rinv_r. Qed.
Lemma r_sqrt_square a : 0 <= a -> sqrt a ^ 2 = a. Proof. intro; simpl; rewrite Rmult_1_r; now apply sqrt_sqrt. Qed.
Lemma d_sqrt_0 a : 0 <= sqrt a. Proof. apply sqrt_pos. Qed.
Lemma d_abs_0 a : 0 <= Rabs a. Proof. apply Rabs_pos. Qed.
Lemma d_abs_1 a : Rabs a ^ 2 = a ^ 2. Proof. apply pow2_abs. Qed.
Lemma d_abs_2 a : a <= Rabs a. Proof. apply Rle_abs. Qed.
Lemma d_abs_3 a : -1 * a <= Rabs a. Proof. pose proof (Rle_abs (- a)). rewrite Rabs_Ropp in H. lra. Qed.
Lemma d_max_0 a b : a <= Rmax a b. Proof. apply Rmax_l. Qed.
Lemma d_max_1 a b : b <= Rmax a b. Proof. apply Rmax_r. Qed.
Lemma d_max_2 a b : (Rmax a b + -1 * a) * (Rmax a b + -1 * b) = 0.
Proof. unfold Rmax; destruct (Rle_dec a b); ring. Qed.
Lemma d_min_0 a b : Rmin a b <= a. Proof. apply Rmin_l. Qed.
Lemma d_min_1 a b : Rmin a b <= b. Proof. apply Rmin_r. Qed.
Lemma d_min_2 a b : (Rmin a b + -1 * a) * (Rmin a b + -1 * b) = 0.
Proof. unfold Rmin; destruct (Rle_dec a b); ring. Qed.
Ltac sg := unfold sgn, Rabs; intros; repeat (destruct (Rlt_dec _ _) || destruct (Rcase_abs _)); try lra.
Lemma d_sign_0 b : sgn b * Rabs b = b. Proof. sg. Qed.
Lemma d_sign_1 b : sgn b * b = Rabs b. Proof. sg. Qed.
Lemma d_sign_2 b : sgn b ^ 3 = sgn b. Proof. sg. Qed.
Lemma d_sign_3 b : sgn b ^ 2 <= 1. Proof. sg. Qed.
Lemma r_power_step b n : isint n -> 0 <= n \/ b <> 0 -> pw b (n + 1) = b * pw b n.
Proof.
  intros [z ->] H. rewrite <- plus_IZR, !pw_int. destruct (Req_dec b 0) as [->|B].
  - destruct H as [H|H]; [|lra]. apply le_IZR in H. rewrite Rmult_0_l.
    destruct z; try lia; simpl. ring. rewrite Pos2Nat.inj_add. rewrite Nat.add_1_r. simpl. ring.
  - rewrite powerRZ_add by assumption. simpl (powerRZ b 1). ring.
Qed.
Lemma r_power_sum b m n : isint m -> isint n -> (0 <= m \/ b <> 0) -> (0 <= n \/ b <> 0) -> pw b (m + n) = pw b m * pw b n.
Proof.
  intros [x ->] [y ->] H K. rewrite <- plus_IZR, !pw_int. destruct (Req_dec b 0) as [->|B].
  - destruct H as [H|H]; [|lra]. destruct K as [K|K]; [|lra]. apply le_IZR in H, K.
    rewrite <- (Z2Nat.id x), <- (Z2Nat.id y), <- Nat2Z.inj_add by assumption. rewrite <- !pow_powerRZ. apply pow_add.
  - now apply powerRZ_add.
Qed.
Lemma r_power_positive b n : 0 < b -> 0 < pw b n.
Proof. intro H. rewrite pw_pos by assumption. apply exp_pos. Qed.
Lemma pw_0 p : 0 < p -> pw 0 p = 0.
Proof.
  intro H. unfold pw. destruct (Req_EM_T (IZR (zof p)) p) as [E|E].
  - assert (0 < zof p)%Z by (apply lt_IZR; lra). destruct (zof p); try lia. simpl. apply pow_i. lia.
  - destruct (Rlt_dec 0 0); auto. lra.
Qed.
Lemma r_real_power_product a b p : 0 <= a -> 0 <= b -> 0 < p -> pw (a * b) p = pw a p * pw b p.
Proof.
  intros A B P. destruct A as [A|<-]; [|rewrite Rmult_0_l, !pw_0; lra]. destruct B as [B|<-]; [|rewrite Rmult_0_r, !pw_0; lra].
  rewrite !pw_pos; auto; [|now apply Rmult_lt_0_compat]. rewrite ln_mult by assumption. rewrite <- exp_plus. f_equal; ring.
Qed.
Lemma r_real_power_sum a p q : 0 < a -> pw a (p + q) = pw a p * pw a q.
Proof. intro A. rewrite !pw_pos by assumption. rewrite <- exp_plus. f_equal; ring. Qed.
Lemma r_real_power_power a p q : 0 < a -> pw (pw a p) q = pw a (p * q).
Proof.
  intro A. rewrite (pw_pos (pw a p)) by now apply r_power_positive. rewrite !pw_pos by assumption.
  rewrite ln_exp. f_equal; ring.
Qed.
Lemma r_real_power_monotone a b p : 0 <= a -> a < b -> 0 < p -> pw a p < pw b p.
Proof.
  intros A B P. destruct A as [A|<-].
  - rewrite !pw_pos by lra. apply exp_increasing. apply Rmult_lt_compat_l; auto. now apply ln_increasing.
  - rewrite pw_0 by assumption. apply r_power_positive. assumption.
Qed.
Lemma r_exp_positive a : 0 < exp a. Proof. apply exp_pos. Qed.
Lemma r_log_exp a : ln (exp a) = a. Proof. apply ln_exp. Qed.
