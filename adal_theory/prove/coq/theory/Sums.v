(* Finite sums whose ends are integers among the reals; an empty sum is 0. Induction. *)
From AdaL Require Export Numbers.
Open Scope R_scope.

Fixpoint sumn (lo : Z) (n : nat) (f : R -> R) : R :=
  match n with O => 0 | S m => sumn lo m f + f (IZR (lo + Z.of_nat m)) end.
Definition sumz (lo hi : Z) (f : R -> R) : R := sumn lo (Z.to_nat (hi - lo + 1)) f.
Definition sum (lo hi : R) (f : R -> R) : R := sumz (zof lo) (zof hi) f.
Lemma sumn_ext lo n f g : (forall k, (k < n)%nat -> f (IZR (lo + Z.of_nat k)) = g (IZR (lo + Z.of_nat k))) -> sumn lo n f = sumn lo n g.
Proof. induction n; simpl; intro H; auto. rewrite IHn by (intros; apply H; lia). rewrite H; auto. Qed.
Lemma sum_ext lo hi f g : isint lo -> isint hi -> (forall k, isint k -> lo <= k -> k <= hi -> f k = g k) -> sum lo hi f = sum lo hi g.
Proof.
  intros [x ->] [y ->] H. unfold sum, sumz. rewrite !zof_IZR. apply sumn_ext. intros k K.
  apply H; [apply isint_IZR | apply IZR_le; lia | apply IZR_le; lia].
Qed.
Lemma sum_ends lo lo' hi hi' f : lo = lo' -> hi = hi' -> sum lo hi f = sum lo' hi' f. Proof. congruence. Qed.
Lemma r_sum_mono_le lo hi f g : isint lo -> isint hi -> (forall k, isint k -> lo <= k -> k <= hi -> f k <= g k) -> sum lo hi f <= sum lo hi g.
Proof.
  intros [x ->] [y ->] H. unfold sum, sumz. rewrite !zof_IZR.
  assert (forall k, (k < Z.to_nat (y - x + 1))%nat -> f (IZR (x + Z.of_nat k)) <= g (IZR (x + Z.of_nat k))).
  { intros k K. apply H; [apply isint_IZR | apply IZR_le; lia | apply IZR_le; lia]. }
  clear H. induction (Z.to_nat (y - x + 1)); simpl; [lra|]. pose proof (H0 n (Nat.lt_succ_diag_r n)).
  assert (sumn x n f <= sumn x n g) by (apply IHn; intros; apply H0; lia). lra.
Qed.
Lemma r_sum_mono_lt lo hi f g : isint lo -> isint hi -> (forall k, isint k -> lo <= k -> k <= hi -> f k < g k) -> sum lo hi f <= sum lo hi g.
Proof. intros A B H. apply r_sum_mono_le; auto. intros. apply Rlt_le. now apply H. Qed.
Lemma sumn_lin lo n c f d g : sumn lo n (fun k => c * f k + d * g k) = c * sumn lo n f + d * sumn lo n g.
Proof. induction n; simpl; [ring|]. rewrite IHn; ring. Qed.
(* Σ of a linear combination with coefficients free of the index *)
Fixpoint lc (l : list (R * (R -> R))) (k : R) : R := match l with nil => 0 | (c, f) :: r => c * f k + lc r k end.
Fixpoint lsum (lo hi : R) (l : list (R * (R -> R))) : R := match l with nil => 0 | (c, f) :: r => c * sum lo hi f + lsum lo hi r end.
Lemma sumn_zero lo n : sumn lo n (fun _ => 0) = 0. Proof. induction n; simpl; lra. Qed.
Lemma sum_lin lo hi l : sum lo hi (lc l) = lsum lo hi l.
Proof.
  induction l as [|[c f] l IH]; simpl. unfold sum, sumz. simpl. apply sumn_zero.
  rewrite <- IH. unfold sum, sumz. rewrite <- (Rmult_1_l (sumn _ _ (lc l))). rewrite <- sumn_lin.
  apply sumn_ext. intros. simpl. ring.
Qed.
Lemma sumn_app lo n m f : sumn lo (n + m) f = sumn lo n f + sumn (lo + Z.of_nat n) m f.
Proof.
  induction m; simpl. rewrite Nat.add_0_r; ring. rewrite Nat.add_succ_r. simpl. rewrite IHm.
  rewrite Nat2Z.inj_add, Z.add_assoc. ring.
Qed.
Lemma r_sum_split lo m hi f : isint lo -> isint m -> isint hi -> lo <= m + 1 -> m <= hi -> sum lo hi f = sum lo m f + sum (m + 1) hi f.
Proof.
  intros [x ->] [y ->] [z ->]. rewrite <- plus_IZR. intros A B. apply le_IZR in A, B. unfold sum. rewrite !zof_IZR. unfold sumz.
  replace (Z.to_nat (z - x + 1)) with (Z.to_nat (y - x + 1) + Z.to_nat (z - (y + 1) + 1))%nat by lia.
  rewrite sumn_app. f_equal. f_equal. lia.
Qed.
Lemma r_sum_shift lo hi c f : isint lo -> isint hi -> isint c -> sum lo hi f = sum (lo + c) (hi + c) (fun k => f (k + -1 * c)).
Proof.
  intros [x ->] [y ->] [z ->]. rewrite <- !plus_IZR. unfold sum. rewrite !zof_IZR. unfold sumz.
  replace (y + z - (x + z) + 1)%Z with (y - x + 1)%Z by lia.
  induction (Z.to_nat (y - x + 1)); simpl; auto. rewrite IHn. f_equal. f_equal.
  rewrite <- mult_IZR, <- plus_IZR. f_equal. lia.
Qed.
Lemma sumn_add lo n f g : sumn lo n (fun k => f k + g k) = sumn lo n f + sumn lo n g.
Proof. induction n; simpl; [ring|rewrite IHn; ring]. Qed.
Lemma sumn_swap a n b m f : sumn a n (fun t => sumn b m (fun j => f t j)) = sumn b m (fun j => sumn a n (fun t => f t j)).
Proof.
  induction n; simpl. symmetry; apply sumn_zero. rewrite IHn. rewrite <- sumn_add. reflexivity.
Qed.
Lemma r_sum_swap lo hi lo' hi' f : sum lo hi (fun t => sum lo' hi' (fun j => f t j)) = sum lo' hi' (fun j => sum lo hi (fun t => f t j)).
Proof. unfold sum, sumz. apply sumn_swap. Qed.
Lemma sum_one lo f : isint lo -> sum lo lo f = f lo.
Proof. intros [x ->]. unfold sum, sumz. rewrite !zof_IZR. replace (Z.to_nat (x - x + 1)) with 1%nat by lia. simpl. rewrite Z.add_0_r. ring. Qed.
Lemma sum_empty lo hi f : isint lo -> isint hi -> hi < lo -> sum lo hi f = 0.
Proof. intros [x ->] [y ->] H. apply lt_IZR in H. unfold sum, sumz. rewrite !zof_IZR. replace (Z.to_nat (y - x + 1)) with 0%nat by lia. reflexivity. Qed.
Lemma sum_last lo hi f : isint lo -> isint hi -> lo <= hi + 1 -> sum lo (hi + 1) f = sum lo hi f + f (hi + 1).
Proof.
  intros A B H. assert (isint (hi + 1)) by (apply isint_add; auto; exists 1%Z; reflexivity).
  rewrite (r_sum_split lo hi (hi + 1)); auto; [|lra]. rewrite sum_one; auto.
Qed.
Lemma int_ind (P : R -> Prop) lo : isint lo -> P lo -> (forall n, isint n -> lo <= n -> P n -> P (n + 1)) -> forall n, isint n -> lo <= n -> P n.
Proof.
  intros [x ->] H0 HS n [y ->] L. apply le_IZR in L. replace y with (x + Z.of_nat (Z.to_nat (y - x)))%Z by lia.
  induction (Z.to_nat (y - x)). simpl. now rewrite Z.add_0_r.
  rewrite Nat2Z.inj_succ. replace (x + Z.succ (Z.of_nat n))%Z with ((x + Z.of_nat n) + 1)%Z by lia. rewrite plus_IZR.
  apply HS; auto. apply isint_IZR. apply IZR_le; lia.
Qed.
Lemma r_sum_triangle lo hi f : isint lo -> isint hi -> sum lo hi (fun t => sum lo t (fun j => f t j)) = sum lo hi (fun j => sum j hi (fun t => f t j)).
Proof.
  intros A B. destruct (Rlt_le_dec hi lo) as [H|H]. rewrite !sum_empty by auto. reflexivity.
  revert H. revert B. pattern hi. intros B H. apply (int_ind (fun hi => sum lo hi (fun t => sum lo t (fun j => f t j)) = sum lo hi (fun j => sum j hi (fun t => f t j))) lo A); auto.
  - rewrite !sum_one by assumption. reflexivity.
  - intros n N L IH. assert (N1 : isint (n + 1)) by (apply isint_add; auto; exists 1%Z; reflexivity).
    rewrite (sum_last lo n (fun t => sum lo t (fun j => f t j))) by (auto; lra). rewrite IH.
    rewrite (sum_last lo n (fun j => f (n + 1) j)) by (auto; lra).
    rewrite (sum_last lo n (fun j => sum j (n + 1) (fun t => f t j))) by (auto; lra).
    rewrite (sum_one (n + 1)) by assumption.
    rewrite (sum_ext lo n (fun j => sum j (n + 1) (fun t => f t j)) (fun j => 1 * sum j n (fun t => f t j) + 1 * f (n + 1) j)) by
      (auto; intros; rewrite sum_last by (auto; lra); ring).
    assert (S : forall g h, sum lo n (fun j => 1 * g j + 1 * h j) = sum lo n g + sum lo n h)
      by (intros; unfold sum, sumz; rewrite sumn_lin; ring).
    rewrite (S (fun j => sum j n (fun t => f t j)) (fun j => f (n + 1) j)). ring.
Qed.
Lemma r_sum_count lo hi : isint lo -> isint hi -> lo <= hi + 1 -> sum lo hi (fun _ => 1) = hi + -1 * lo + 1.
Proof.
  intros [x ->] [y ->]. rewrite <- plus_IZR. intro H. apply le_IZR in H. unfold sum, sumz. rewrite !zof_IZR.
  assert (forall n, sumn x n (fun _ => 1) = INR n). { induction n. reflexivity. rewrite S_INR. simpl sumn. lra. }
  rewrite H0. rewrite INR_IZR_INZ, Z2Nat.id by lia. rewrite plus_IZR, minus_IZR. ring.
Qed.
Lemma r_telescope lo hi a : isint lo -> isint hi -> lo <= hi + 1 -> sum lo hi (fun k => a (k + 1) + -1 * a k) = a (hi + 1) + -1 * a lo.
Proof.
  intros [x ->] [y ->]. intro H. rewrite <- plus_IZR in H. apply le_IZR in H. unfold sum, sumz. rewrite !zof_IZR.
  assert (forall n, sumn x n (fun k => a (k + 1) + -1 * a k) = a (IZR (x + Z.of_nat n)) + -1 * a (IZR x)).
  { induction n; simpl. rewrite Z.add_0_r; ring. rewrite IHn. rewrite <- plus_IZR. rewrite Zpos_P_of_succ_nat. unfold Z.succ. rewrite Z.add_assoc. ring. }
  rewrite H0. rewrite <- plus_IZR. do 3 f_equal. lia.
Qed.
Lemma r_induction (P : R -> Prop) lo : isint lo -> P lo -> (forall n, isint n -> lo <= n -> P n -> P (n + 1)) -> forall n, isint n -> lo <= n -> P n.
Proof. apply int_ind. Qed.
Lemma r_induction_hi (P : R -> Prop) lo hi : isint lo -> isint hi -> (lo <= hi -> P lo) -> (forall n, isint n -> lo <= n -> n + 1 <= hi -> P n -> P (n + 1)) ->
  forall n, isint n -> lo <= n -> n <= hi -> P n.
Proof.
  intros A B H0 HS n N L. apply (int_ind (fun n => n <= hi -> P n) lo A); auto. intros m M ML IH K. apply HS; auto. apply IH. lra.
Qed.
Lemma r_sum_triangle_from lo lo' hi f : isint lo -> isint hi -> lo' = lo ->
  sum lo hi (fun t => sum lo' t (fun j => f t j)) = sum lo hi (fun j => sum j hi (fun t => f t j)).
Proof. intros A B ->. now apply r_sum_triangle. Qed.
