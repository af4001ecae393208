(* Limits and derivatives. What the kernel takes as axioms on log and on slopes are theorems here. *)
From AdaL Require Export Numbers.
Open Scope R_scope.

Definition tendsZ (f : R -> R) (L : R) : Prop := forall e, 0 < e -> exists N, forall v, isint v -> N <= v -> Rabs (f v + -1 * L) < e.
Definition tendsR (f : R -> R) (L : R) : Prop := forall e, 0 < e -> exists N, forall v, N <= v -> Rabs (f v + -1 * L) < e.
Lemma rate_small C e v : 0 < e -> 1 + (C / e) ^ 2 <= v -> C * / sqrt v < e.
Proof.
  intros He Hv. assert (0 <= (C / e) ^ 2) by apply pow2_ge_0. assert (0 < v) by lra.
  assert (0 < sqrt v) by now apply sqrt_lt_R0. apply (Rmult_lt_reg_r (sqrt v)); auto. rewrite Rmult_assoc, Rinv_l by lra. rewrite Rmult_1_r.
  destruct (Rle_lt_dec C 0). assert (0 < e * sqrt v) by now apply Rmult_lt_0_compat. lra.
  assert (C / e < sqrt v). { apply Rsqr_incrst_0; try lra. rewrite Rsqr_sqrt by lra. unfold Rsqr. simpl in *; lra.
    apply Rlt_le. apply Rdiv_lt_0_compat; auto. }
  apply (Rmult_lt_compat_l e) in H2; auto. replace (e * (C / e)) with C in H2 by (field; lra). lra.
Qed.
Lemma r_tends_Z f L C lo : (forall v, isint v -> lo <= v -> Rabs (f v + -1 * L) <= C * / sqrt v) -> tendsZ f L.
Proof.
  intros H e He. exists (Rmax lo (1 + (C / e) ^ 2)). intros v I V. pose proof (Rmax_l lo (1 + (C / e) ^ 2)). pose proof (Rmax_r lo (1 + (C / e) ^ 2)).
  eapply Rle_lt_trans. apply H; auto; lra. apply rate_small; lra.
Qed.
Lemma r_tends_R f L C lo : (forall v, lo <= v -> Rabs (f v + -1 * L) <= C * / sqrt v) -> tendsR f L.
Proof.
  intros H e He. exists (Rmax lo (1 + (C / e) ^ 2)). intros v V. pose proof (Rmax_l lo (1 + (C / e) ^ 2)). pose proof (Rmax_r lo (1 + (C / e) ^ 2)).
  eapply Rle_lt_trans. apply H; auto; lra. apply rate_small; lra.
Qed.
Definition slope (lo : R) (f g : R -> R) : Prop := forall v, lo < v -> derivable_pt_lim f v (g v).
Lemma s_const lo c : slope lo (fun _ => c) (fun _ => 0). Proof. intros v _. apply derivable_pt_lim_const. Qed.
Lemma s_id lo : slope lo (fun v => v) (fun _ => 1). Proof. intros v _. apply derivable_pt_lim_id. Qed.
Lemma s_add lo f f' g g' : slope lo f f' -> slope lo g g' -> slope lo (fun v => f v + g v) (fun v => f' v + g' v).
Proof. intros A B v L. apply (derivable_pt_lim_plus f g v); auto. Qed.
Lemma s_mul lo f f' g g' : slope lo f f' -> slope lo g g' -> slope lo (fun v => f v * g v) (fun v => f' v * g v + f v * g' v).
Proof. intros A B v L. apply (derivable_pt_lim_mult f g v); auto. Qed.
Lemma s_eq lo f g h : slope lo f g -> (forall v, lo < v -> g v = h v) -> slope lo f h.
Proof. intros A B v L. rewrite <- B by assumption. auto. Qed.
Lemma s_ext lo f f' g : (forall v, f v = f' v) -> slope lo f g -> slope lo f' g.
Proof. intros H A v L e He. destruct (A v L e He) as [d D]. exists d. intros. rewrite <- !H. auto. Qed.
Lemma s_pow lo f f' n : slope lo f f' -> slope lo (fun v => f v ^ n) (fun v => INR n * f v ^ (pred n) * f' v).
Proof. intros A v L. apply (derivable_pt_lim_comp f (fun y => y ^ n) v); auto. apply derivable_pt_lim_pow. Qed.
Lemma s_pow' lo f f' n : slope lo f f' -> slope lo (fun v => f v ^ n) (fun v => IZR (Z.of_nat n) * f v ^ (pred n) * f' v).
Proof. intros A v L. rewrite <- INR_IZR_INZ. apply (s_pow lo f f' n A v L). Qed.
Lemma s_inv lo f f' : slope lo f f' -> (forall v, lo < v -> f v <> 0) -> slope lo (fun v => / f v) (fun v => -1 * (/ f v) ^ 2 * f' v).
Proof.
  intros A N v L. apply (derivable_pt_lim_comp f Rinv v); auto.
  replace (-1 * (/ f v) ^ 2) with (-1 / (f v) ^ 2) by (field; apply N; auto).
  assert (K := derivable_pt_lim_div (fct_cte 1) id (f v) 0 1 (derivable_pt_lim_const 1 (f v)) (derivable_pt_lim_id (f v)) (N v L)).
  replace ((0 * id (f v) - 1 * fct_cte 1 (f v)) / (id (f v))²) with (-1 / f v ^ 2) in K by (unfold id, fct_cte, Rsqr; field; apply N; auto).
  intros e He. destruct (K e He) as [d D]. exists d. intros h h0 hd. specialize (D h h0 hd). unfold div_fct, fct_cte, id in D.
  replace (/ (f v + h) - / f v) with (1 / (f v + h) - 1 / f v) by (unfold Rdiv; ring). exact D.
Qed.
Lemma s_sqrt lo f f' : slope lo f f' -> (forall v, lo < v -> 0 < f v) -> slope lo (fun v => sqrt (f v)) (fun v => / (2 * sqrt (f v)) * f' v).
Proof. intros A N v L. apply (derivable_pt_lim_comp f sqrt v); auto. apply derivable_pt_lim_sqrt; auto. Qed.
Lemma s_log lo f f' : slope lo f f' -> (forall v, lo < v -> 0 < f v) -> slope lo (fun v => ln (f v)) (fun v => / f v * f' v).
Proof. intros A N v L. apply (derivable_pt_lim_comp f ln v); auto. apply derivable_pt_lim_ln; auto. Qed.
Lemma s_pw lo f f' p : slope lo f f' -> (forall v, lo < v -> 0 < f v) -> slope lo (fun v => pw (f v) p) (fun v => p * pw (f v) (p + -1) * f' v).
Proof.
  intros A N v L. apply (derivable_pt_lim_comp f (fun y => pw y p) v); auto. specialize (N v L).
  assert (K := derivable_pt_lim_power (f v) p N). rewrite (pw_pos (f v)) by assumption.
  change (exp ((p + -1) * ln (f v))) with (Rpower (f v) (p + -1)). replace (p + -1) with (p - 1) by ring.
  intros e He. destruct (K e He) as [d D]. assert (P : 0 < Rmin d (f v)) by (apply Rmin_pos; auto; apply cond_pos). exists (mkposreal _ P).
  intros h h0 hd. simpl in hd. rewrite !pw_pos; auto. apply D; auto. apply Rlt_le_trans with (1 := hd). apply Rmin_l.
  assert (Rabs h < f v) by (apply Rlt_le_trans with (1 := hd); apply Rmin_r). apply Rabs_def2 in H. lra.
Qed.
(* the three axioms of axioms.py are theorems here *)
Lemma ax_log_product a b : 0 < a -> 0 < b -> ln (a * b) = ln a + ln b. Proof. apply ln_mult. Qed.
Lemma ax_log_tangent a : 0 < a -> ln a <= a + -1.
Proof. intro A. assert (1 + (ln a) <= exp (ln a)). { destruct (Req_dec (ln a) 0) as [->|N]; [rewrite exp_0; lra|left; now apply exp_ineq1]. } rewrite exp_ln in H by assumption. lra. Qed.
Lemma ax_zero_slope lo f : slope lo f (fun _ => 0) -> forall u, lo < u -> forall w, lo < w -> f u = f w.
Proof.
  assert (W : forall u w, slope lo f (fun _ => 0) -> lo < u -> u < w -> f u = f w).
  { intros u w H U UW. assert (pr : forall c, u < c < w -> derivable_pt f c) by (intros c C; exists 0; apply H; lra).
    destruct (MVT_cor2 f (fun _ => 0) u w UW) as [c [C _]]. intros c C; apply H; lra. lra. }
  intros H u U w V. destruct (Rtotal_order u w) as [L|[->|L]]; auto. symmetry; auto.
Qed.
Lemma ax_monotone_slope lo f g p q : slope lo f g -> lo < p -> p <= q -> (forall v, p < v -> v < q -> 0 <= g v) -> f p <= f q.
Proof.
  intros H A [B|<-] S; [|lra]. destruct (MVT_cor2 f g p q B) as [c [C [D E]]]; [intros c [C _]; apply H; lra|].
  specialize (S c D E). assert (0 <= g c * (q - p)) by (apply Rmult_le_pos; lra). lra.
Qed.
Lemma s_exp lo f f' : slope lo f f' -> slope lo (fun v => exp (f v)) (fun v => exp (f v) * f' v).
Proof. intros A v L. apply (derivable_pt_lim_comp f exp v); auto. apply derivable_pt_lim_exp. Qed.
(* The same limits and derivatives in another arrangement. *)
Lemma slope_same lo lo' f f' g g' : lo = lo' -> (forall v, f v = f' v) -> (forall v, g v = g' v) -> slope lo f g -> slope lo' f' g'.
Proof. intros <- A B H. apply (s_ext lo f f'); auto. apply (s_eq lo f g g'); auto. Qed.
Lemma tendsZ_same f f' L L' : (forall v, isint v -> f v = f' v) -> L = L' -> tendsZ f L -> tendsZ f' L'.
Proof. intros A <- H e P. destruct (H e P) as [N K]. exists N. intros v I V. rewrite <- A by assumption. auto. Qed.
Lemma tendsR_same f f' L L' : (forall v, f v = f' v) -> L = L' -> tendsR f L -> tendsR f' L'.
Proof. intros A <- H e P. destruct (H e P) as [N K]. exists N. intros v V. rewrite <- A. auto. Qed.
