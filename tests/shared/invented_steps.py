"""Steps of the ten topics of convergence proofs, made up for tests: slips (false) and true neighbours.

One a line: topic | claim | hypotheses, parted by ";". Names of one letter among T d n t i j k s are integers, what is applied
is a sequence, all else is real.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

FALSE = """
poly | (a+b)**2 <= 2*a**2 + b**2 |
poly | a*b <= a**2/2 + b**2/4 |
poly | 2*a*b <= eps*a**2 + b**2/(2*eps) | eps > 0
poly | (a+b+c)**2 <= 2*(a**2+b**2+c**2) |
poly | (a-b)*(a+b) >= 0 | a >= b
poly | a*c <= b*c | a <= b
poly | a*c <= b*e | a <= b; c <= e
poly | 1/a <= 1/b | a >= b; Ne(a, 0); Ne(b, 0)
poly | x**2 <= x | x >= 0
poly | (1-x)**3 >= 1 - 3*x |
poly | a**4 + b**4 >= 2*a**3*b |
poly | x**4 - 2*x**2 + 999/1000 >= 0 |
poly | (x**2-2)**2 >= 1/100000 |
poly | x**4 + y**4 + 1 >= 3*x*y |
poly | x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2 + 1/1000 |
sqrt | sqrt(a+b) >= sqrt(a) + sqrt(b) | a >= 0; b >= 0
sqrt | sqrt(a**2) <= a |
sqrt | sqrt(a)*sqrt(b) <= (a+b)/3 | a >= 0; b >= 0
sqrt | sqrt(t+1) - sqrt(t) >= 1/(2*sqrt(t)) | t >= 1
sqrt | sqrt(a**2+b**2) >= Abs(a) + Abs(b) |
sqrt | sqrt(x) <= x | x >= 0
sqrt | 2*sqrt(T) + 1/sqrt(T+1) >= 2*sqrt(T+1) | T >= 1
sqrt | sqrt(1+x) <= 1 + x/2 - x**2/8 | x >= 0
sqrt | sqrt(1+x) >= 1 + x/2 - x**2/9 | x >= 0
sqrt | 2*sqrt(a)*sqrt(b) < a + b | a > 0; b > 0
sqrt | (a+b)**(3/2) <= a**(3/2) + b**(3/2) | a > 0; b > 0
sums | Sum(1/t, (t, 1, T)) <= log(T) + 1/2 | T >= 1
sums | Sum(1/sqrt(t), (t, 1, T)) <= 2*sqrt(T) - 5/4 | T >= 4
sums | Sum(t, (t, 1, T)) <= T**2/2 | T >= 1
sums | Eq(Sum(t**2, (t, 1, T)), T*(T+1)*(2*T+2)/6) | T >= 1
sums | Eq(Sum(a(t) - a(t-1), (t, 1, T)), a(T) - a(1)) | T >= 1
sums | Sum(w(t)*(a(t) - a(t+1)), (t, 1, T)) <= w(1)*a(1) | T >= 1; w(1) >= 0; for t in 1..T-1: w(t) <= w(t+1); for t in 1..T+1: a(t) >= 0
sums | Eq(Sum(Sum(a(s), (s, 1, t)), (t, 1, T)), Sum((T-t)*a(t), (t, 1, T))) | T >= 1
sums | Eq(Sum(Sum(b(t)*g(s), (s, 1, t)), (t, 1, T)), Sum(Sum(b(t)*g(s), (t, 1, s)), (s, 1, T))) | T >= 1
sums | Sum(g(t)**2/sqrt(Sum(g(s)**2, (s, 1, t))), (t, 1, T)) <= sqrt(Sum(g(t)**2, (t, 1, T))) | T >= 1
sums | Sum(Abs(g(t))/sqrt(t), (t, 1, T)) <= sqrt(Sum(g(t)**2, (t, 1, T))) | T >= 1
sums | Sum(sqrt(g(t)**2/t), (t, 1, T)) <= 2*G*sqrt(Sum(g(t)**2, (t, 1, T))) | T >= 1; G > 0; for t in 1..T: Abs(g(t)) <= G
sums | Sum(a(t), (t, 1, T))**2 <= Sum(a(t)**2, (t, 1, T)) | T >= 1
sums | Sum(beta**t, (t, 0, T)) <= beta/(1-beta) | T >= 0; beta >= 0; beta < 1
sums | Sum(a(t)*b(t), (t, 1, T)) <= Sum(a(t), (t, 1, T))*Sum(b(t), (t, 1, T)) | T >= 1
sums | Sum(a(t), (t, 1, T+1)) >= Sum(a(t), (t, 1, T)) | T >= 1
sums | Sum(1/t**2, (t, 1, T)) <= 5/3 - 1/T | T >= 2
sums | Sum((a(t+1) - a(t))/(1 - b(t)), (t, 1, T)) <= Sum(a(t+1) - a(t), (t, 1, T))/(1-beta) | T >= 1; beta < 1; for t in 1..T: b(t) >= 0; for t in 1..T: b(t) <= beta
recursion | v(T) >= v(T-1) | T >= 1; beta >= 0; beta < 1; Eq(v(0), 0); for t in 1..T: Eq(v(t), beta*v(t-1) + (1-beta)*g(t)**2)
recursion | u(T) <= v(T) | T >= 1; for t in 1..T: Eq(u(t), Max(u(t-1), v(t)))
recursion | a(T) <= Max(a(0), b) | c > 0; c <= 1; b >= 0; T >= 0; for t in 0..T-1: a(t+1) <= (1-c)*a(t) + b
recursion | a(T) <= 1/(T+3) | T >= 0; a(0) <= 1/2; a(0) >= 0; for t in 0..T-1: a(t+1) <= a(t) - a(t)**2
recursion | Abs(m(T)) <= (1 - beta**(T-1))*G | beta >= 0; beta < 1; T >= 1; Eq(m(0), 0); for t in 1..T: Abs(g(t)) <= G; for t in 1..T: Eq(m(t), beta*m(t-1) + (1-beta)*g(t))
recursion | Eq(x(T+1), x(1) - eta*Sum(g(t), (t, 1, T-1))) | T >= 1; eta > 0; for t in 1..T: Eq(x(t+1), x(t) - eta*g(t))
recursion | Eq(m(T), Sum(beta**(T-t)*g(t), (t, 1, T))) | beta >= 0; beta < 1; T >= 1; Eq(m(0), 0); for t in 1..T: Eq(m(t), beta*m(t-1) + (1-beta)*g(t))
recursion | a(T) <= (1 + c*T)*a(0) | c >= 0; a(0) >= 0; T >= 0; for t in 0..T-1: a(t+1) <= (1+c)*a(t)
recursion | a(T) <= a(0) | q >= 0; q < 1; T >= 0; for t in 0..T-1: a(t+1) <= q*a(t)
recursion | m(T)**2 <= v(T) | b1 >= 0; b1 < 1; b2 >= 0; b2 < 1; T >= 1; Eq(m(0), 0); Eq(v(0), 0); for t in 1..T: Eq(m(t), b1*m(t-1) + (1-b1)*g(t)); for t in 1..T: Eq(v(t), b2*v(t-1) + (1-b2)*g(t)**2)
recursion | x(T+1) >= x(1) - eta*T/2 | T >= 1; eta > 0; beta > 0; beta < 1; Eq(v(0), 0); for t in 1..T: g(t) > 0; for t in 1..T: Eq(v(t), beta*v(t-1) + (1-beta)*g(t)**2); for t in 1..T: Eq(x(t+1), x(t) - eta*g(t)/sqrt(v(t)))
clip | Max(a, b) <= a + b | a >= 0
clip | Eq(Min(a, b) + Max(a, b), Abs(a) + Abs(b)) |
clip | Abs(Max(lo, Min(hi, x))) <= Abs(x) | lo <= hi
clip | Eq(sign(a+b), sign(a)) |
clip | Abs(Max(a, 0) - Max(b, 0)) >= Abs(a-b) |
clip | Abs(g)*Min(1, c/Abs(g)) < c | c > 0; Ne(g, 0)
clip | Max(lo, Min(hi, x)) >= x | lo <= hi
clip | Eq(Abs(a+b), Abs(a) + Abs(b)) | a >= 0
norms | sqrt(Sum((x(i)+y(i))**2, (i, 1, d))) >= sqrt(Sum(x(i)**2, (i, 1, d))) + sqrt(Sum(y(i)**2, (i, 1, d))) | d >= 1
norms | Abs(Sum(x(i)*y(i), (i, 1, d))) <= G*Sum(Abs(y(i)), (i, 1, d))/2 | d >= 1; for i in 1..d: Abs(x(i)) <= G
norms | Sum(x(i)*y(i), (i, 1, d)) >= -sqrt(Sum(x(i)**2, (i, 1, d)))*sqrt(Sum(y(i)**2, (i, 1, d)))/2 | d >= 1
norms | Sum(Abs(x(i)), (i, 1, d)) <= sqrt(d-1)*sqrt(Sum(x(i)**2, (i, 1, d))) | d >= 2
norms | Sum(x(i)**2, (i, 1, d)) <= G*sqrt(Sum(x(i)**2, (i, 1, d))) | d >= 1; G >= 0; for i in 1..d: Abs(x(i)) <= G
norms | sqrt(Sum(x(i)**2, (i, 1, d))) <= G | d >= 1; G >= 0; for i in 1..d: x(i)**2 <= G**2
descent | f1 <= f0 - eta*g**2/2 | L > 0; eta > 0; eta <= 2/L; f1 <= f0 - eta*g**2 + L*eta**2*g**2/2
descent | f1 <= f0 - g**2/L | L > 0; f1 <= f0 + g*(x1-x0) + L/2*(x1-x0)**2; Eq(x1, x0 - g/L)
descent | Sum(g(t)**2, (t, 1, T)) <= (f(1)-fs)/(2*eta) | T >= 1; eta > 0; f(T+1) >= fs; for t in 1..T: f(t+1) <= f(t) - eta*g(t)**2
descent | T*g(T)**2 <= 2*(f(1)-fs)/eta | T >= 1; eta > 0; f(T+1) >= fs; for t in 1..T: f(t+1) <= f(t) - eta/2*g(t)**2
descent | (x1-xs)**2 <= (x-xs)**2 - 2*eta*g*(x-xs) | eta > 0; Eq(x1, x - eta*g)
descent | f1 - fs <= (1 - mu/L)**2*(f0 - fs) | mu > 0; mu <= L; f0 >= fs; g**2 >= 2*mu*(f0-fs); f1 <= f0 - g**2/(2*L)
descent | Sum(f(t) - fs, (t, 1, T)) <= D**2/(2*eta) + eta*G**2*T/4 | T >= 1; eta > 0; (x(1)-xs)**2 <= D**2; for t in 1..T: Abs(g(t)) <= G; for t in 1..T: f(t) - fs <= g(t)*(x(t)-xs); for t in 1..T: Eq(x(t+1), x(t) - eta*g(t))
expect | sqrt(p*a+(1-p)*b) <= p*sqrt(a) + (1-p)*sqrt(b) | p >= 0; p <= 1; a >= 0; b >= 0
expect | p*a**2 + (1-p)*b**2 <= (p*a+(1-p)*b)**2 | p >= 0; p <= 1
expect | 1/(p*a+(1-p)*b) >= p/a + (1-p)/b | p >= 0; p <= 1; a > 0; b > 0
expect | log(p*a+(1-p)*b) <= p*log(a) + (1-p)*log(b) | p >= 0; p <= 1; a > 0; b > 0
expect | Abs(p*a+(1-p)*b) >= p*Abs(a) + (1-p)*Abs(b) | p >= 0; p <= 1
expect | p*(a-m)**2 + (1-p)*(b-m)**2 <= p*a**2 + (1-p)*b**2 - m**2 | p >= 0; p <= 1
expect | (p*a+(1-p)*b)/(p*c+(1-p)*e) <= p*a/c + (1-p)*b/e | p >= 0; p <= 1; a >= 0; b >= 0; c > 0; e > 0
logexp | log(1+x) >= x - x**2/3 | x >= 0
logexp | log(x) >= x - 1 | x > 0
logexp | exp(x) >= 1 + x + x**2/2 |
logexp | exp(x) <= 1 + x + x**2 | x >= 0
logexp | log(1+1/t) >= 1/t | t >= 1
logexp | log(T+1) >= Sum(1/t, (t, 1, T)) | T >= 1
logexp | exp(-T*x) <= (1-x)**T | T >= 1; x >= 0; x <= 1
logexp | 1 - exp(-x) >= x | x >= 0
logexp | exp(x) >= 2719/1000*x |
logexp | x*log(x) >= -367/1000 | x > 0
logexp | a**theta*b**(1-theta) <= theta*a + (1-theta)*b | a > 0; b > 0; theta >= 0
bias | 1 - beta**t <= 1 - beta | beta >= 0; beta < 1; t >= 1
bias | (1-beta)/(1-beta**t) <= 1 - beta | beta >= 0; beta < 1; t >= 1
bias | sqrt(1-b2**t)/(1-b1**t) <= 1 | b1 >= 0; b1 < 1; b2 >= 0; b2 < 1; t >= 1
bias | Sum(gamma**t, (t, 0, T)) <= 1/(1-gamma) | gamma >= 0; Ne(gamma, 1); T >= 1
bias | Sum(rho**t, (t, 0, T)) <= 1/(1+rho) | rho >= 0; rho < 1; T >= 0
bias | beta**t <= beta**(t+1) | beta >= 0; beta < 1; t >= 1
bias | Eq(Sum((1-beta)*beta**(T-t)*g(t), (t, 1, T)), (1-beta**T)*g(T)) | beta >= 0; beta < 1; T >= 1
bias | 1/(1-beta**t) >= 1/(1-beta) | beta >= 0; beta < 1; t >= 1
bias | 1 - beta**t > 1 - beta | beta >= 0; beta < 1; t >= 1
bias | t*beta**(t-1)*(1-beta) <= (1-beta**t)*9/10 | beta >= 0; beta < 1; t >= 2
"""

TRUE = """
poly | (a+b)**2 <= 2*a**2 + 2*b**2 |
poly | a*b <= eps*a**2/2 + b**2/(2*eps) | eps > 0
poly | (a+b+c)**2 <= 3*(a**2+b**2+c**2) |
poly | a**4 + b**4 >= a**3*b + a*b**3 |
poly | x**2 <= x | x >= 0; x <= 1
poly | x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2 |
poly | a/b + b/a >= 2 | a > 0; b > 0
poly | 1/a <= 1/b | a >= b; b > 0
poly | (1-x)**3 >= 1 - 3*x | x <= 3
poly | 2*x**3 >= 3*x**2 - 1 | x >= 0
sqrt | sqrt(a+b) <= sqrt(a) + sqrt(b) | a >= 0; b >= 0
sqrt | sqrt(a)*sqrt(b) <= (a+b)/2 | a >= 0; b >= 0
sqrt | 2*sqrt(T) + 1/sqrt(T+1) <= 2*sqrt(T+1) | T >= 1
sqrt | sqrt(1+x) <= 1 + x/2 | x >= 0
sqrt | sqrt(a**2+b**2) <= Abs(a) + Abs(b) |
sqrt | sqrt(t+1) - sqrt(t) <= 1/(2*sqrt(t)) | t >= 1
sqrt | (sqrt(a)-sqrt(b))**2 <= Abs(a-b) | a >= 0; b >= 0
sqrt | Eq(sqrt(a)*sqrt(b), sqrt(a*b)) | a >= 0; b >= 0
sqrt | (a+b)**(3/2) >= a**(3/2) + b**(3/2) | a > 0; b > 0
sums | Sum(1/t, (t, 1, T)) <= 1 + log(T) | T >= 1
sums | Eq(Sum(t, (t, 1, T)), T*(T+1)/2) | T >= 0
sums | Eq(Sum(a(t) - a(t-1), (t, 1, T)), a(T) - a(0)) | T >= 0
sums | Sum(g(t)**2/sqrt(Sum(g(s)**2, (s, 1, t))), (t, 1, T)) <= 2*sqrt(Sum(g(t)**2, (t, 1, T))) | T >= 1
sums | Sum(Abs(g(t))/sqrt(t), (t, 1, T)) <= sqrt(1+log(T))*sqrt(Sum(g(t)**2, (t, 1, T))) | T >= 1
sums | Sum(beta**t, (t, 0, T)) <= 1/(1-beta) | T >= 0; beta >= 0; beta < 1
sums | Sum(a(i), (i, 1, d))**2 <= d*Sum(a(i)**2, (i, 1, d)) | d >= 1
sums | Sum(t*lam**(t-1), (t, 1, T)) <= 1/(1-lam)**2 | lam >= 0; lam < 1; T >= 1
sums | Eq(Sum(Sum(b(t)*g(s), (s, 1, t)), (t, 1, T)), Sum(Sum(b(t)*g(s), (t, s, T)), (s, 1, T))) | T >= 1
sums | Sum(1/t**2, (t, 1, T)) <= 2 - 1/T | T >= 1
sums | Eq(Sum(D**2*(sqrt(t) - sqrt(t-1)), (t, 1, T)), D**2*sqrt(T)) | T >= 1
sums | Sum(w(t)*(a(t) - a(t+1)), (t, 1, T)) <= w(1)*a(1) | T >= 1; for t in 1..T: w(t) >= 0; for t in 1..T-1: w(t) >= w(t+1); for t in 1..T+1: a(t) >= 0
recursion | v(T) >= (1-beta)*g(T)**2 | T >= 1; beta >= 0; beta < 1; Eq(v(0), 0); for t in 1..T: Eq(v(t), beta*v(t-1) + (1-beta)*g(t)**2)
recursion | u(T) >= u(T-1) | T >= 1; for t in 1..T: Eq(u(t), Max(u(t-1), v(t)))
recursion | a(T) <= Max(a(0), b/c) | c > 0; c <= 1; b >= 0; T >= 0; for t in 0..T-1: a(t+1) <= (1-c)*a(t) + b
recursion | Abs(m(T)) <= (1-beta)*G*T | beta >= 0; beta < 1; T >= 1; Eq(m(0), 0); for t in 1..T: Abs(g(t)) <= G; for t in 1..T: Eq(m(t), beta*m(t-1) + (1-beta)*g(t))
recursion | Eq(x(T+1), x(1) - eta*Sum(g(t), (t, 1, T))) | T >= 1; eta > 0; for t in 1..T: Eq(x(t+1), x(t) - eta*g(t))
recursion | Eq(m(T), (1-beta)*Sum(beta**(T-t)*g(t), (t, 1, T))) | beta >= 0; beta < 1; T >= 1; Eq(m(0), 0); for t in 1..T: Eq(m(t), beta*m(t-1) + (1-beta)*g(t))
recursion | a(T) <= (1+c)**T*a(0) | c >= 0; T >= 0; for t in 0..T-1: a(t+1) <= (1+c)*a(t)
recursion | a(T) <= a(0) + Sum(b(t), (t, 0, T-1)) | T >= 0; for t in 0..T-1: a(t+1) <= a(t) + b(t)
recursion | m(T)**2 <= v(T) | beta >= 0; beta < 1; T >= 1; Eq(m(0), 0); Eq(v(0), 0); for t in 1..T: Eq(m(t), beta*m(t-1) + (1-beta)*g(t)); for t in 1..T: Eq(v(t), beta*v(t-1) + (1-beta)*g(t)**2)
recursion | x(T+1) >= x(1) - eta*T/sqrt(1-beta) | T >= 1; eta > 0; beta > 0; beta < 1; Eq(v(0), 0); for t in 1..T: g(t) > 0; for t in 1..T: Eq(v(t), beta*v(t-1) + (1-beta)*g(t)**2); for t in 1..T: Eq(x(t+1), x(t) - eta*g(t)/sqrt(v(t)))
clip | Max(a, b) <= a + b | a >= 0; b >= 0
clip | Eq(Min(a, b) + Max(a, b), a + b) |
clip | Abs(Max(a, 0) - Max(b, 0)) <= Abs(a-b) |
clip | Eq(Abs(a*b), Abs(a)*Abs(b)) |
clip | Eq(sign(a)*a, Abs(a)) |
clip | Abs(g)*Min(1, c/Abs(g)) <= Abs(g) | c > 0; Ne(g, 0)
norms | Abs(Sum(x(i)*y(i), (i, 1, d))) <= sqrt(Sum(x(i)**2, (i, 1, d)))*sqrt(Sum(y(i)**2, (i, 1, d))) | d >= 1
norms | sqrt(Sum(x(i)**2, (i, 1, d))) <= Sum(Abs(x(i)), (i, 1, d)) | d >= 1
norms | sqrt(Sum(x(i)**2, (i, 1, d))) <= sqrt(d)*G | d >= 1; for i in 1..d: Abs(x(i)) <= G
norms | Sum(x(i)**2, (i, 1, d)) <= G*Sum(Abs(x(i)), (i, 1, d)) | d >= 1; for i in 1..d: Abs(x(i)) <= G
descent | f1 <= f0 - eta*g**2/2 | L > 0; eta > 0; eta <= 1/L; f1 <= f0 - eta*g**2 + L*eta**2*g**2/2
descent | f1 <= f0 - g**2/(2*L) | L > 0; f1 <= f0 + g*(x1-x0) + L/2*(x1-x0)**2; Eq(x1, x0 - g/L)
descent | Sum(g(t)**2, (t, 1, T)) <= (f(1)-fs)/eta | T >= 1; eta > 0; f(T+1) >= fs; for t in 1..T: f(t+1) <= f(t) - eta*g(t)**2
descent | Eq((x1-xs)**2, (x-xs)**2 - 2*eta*g*(x-xs) + eta**2*g**2) | Eq(x1, x - eta*g)
descent | T*g(T)**2 <= 2*(f(1)-fs)/eta | T >= 1; eta > 0; f(T+1) >= fs; for t in 1..T: f(t+1) <= f(t) - eta/2*g(t)**2; for t in 1..T-1: Abs(g(t+1)) <= Abs(g(t))
descent | Sum(f(t) - fs, (t, 1, T)) <= D**2/(2*eta) + eta*G**2*T/2 | T >= 1; eta > 0; (x(1)-xs)**2 <= D**2; for t in 1..T: Abs(g(t)) <= G; for t in 1..T: f(t) - fs <= g(t)*(x(t)-xs); for t in 1..T: Eq(x(t+1), x(t) - eta*g(t))
expect | sqrt(p*a+(1-p)*b) >= p*sqrt(a) + (1-p)*sqrt(b) | p >= 0; p <= 1; a >= 0; b >= 0
expect | log(p*a+(1-p)*b) >= p*log(a) + (1-p)*log(b) | p >= 0; p <= 1; a > 0; b > 0
expect | p*a**2 + (1-p)*b**2 >= (p*a+(1-p)*b)**2 | p >= 0; p <= 1
expect | Abs(p*a+(1-p)*b) <= p*Abs(a) + (1-p)*Abs(b) | p >= 0; p <= 1
logexp | log(x) <= x - 1 | x > 0
logexp | exp(x) >= 1 + x |
logexp | (1-x)**T <= exp(-T*x) | T >= 1; x >= 0; x <= 1
logexp | log(1+x) >= x - x**2/2 | x >= 0
logexp | x*log(x) >= -368/1000 | x > 0
logexp | exp(x) >= 2718/1000*x | x >= 0
logexp | a**theta*b**(1-theta) <= theta*a + (1-theta)*b | a > 0; b > 0; theta >= 0; theta <= 1
logexp | Eq(exp(a+b), exp(a)*exp(b)) |
bias | 1 - beta**t >= 1 - beta | beta >= 0; beta < 1; t >= 1
bias | beta**(t+1) <= beta**t | beta >= 0; beta < 1; t >= 1
bias | t*beta**(t-1)*(1-beta) <= 1 - beta**t | beta >= 0; beta < 1; t >= 1
bias | (1-beta)/(1-beta**t) >= 1 - beta | beta >= 0; beta < 1; t >= 1
bias | (1-b2**t)*(1-r**t) <= (1-b1**t)**2 | b1 >= 0; b1 < 1; b2 > 0; b2 < 1; r >= 0; t >= 1; Eq(r*b2, b1**2); r < 1
"""
INTEGERS = set("Tdntijks")


def steps(text: str) -> Iterator[dict[str, Any]]:
    """As in a file of steps: id, symbols, given, claim."""
    for k, line in enumerate(text.strip().splitlines()):
        topic, claim, rest = (part.strip() for part in line.split("|"))
        given = [_fact(f.strip()) for f in rest.split(";") if f.strip()]
        names = set(re.findall(r"[A-Za-z]\w*", line))
        yield {"id": f"{topic}-{k:02}", "symbols": {n: "int" if n in INTEGERS else "real" for n in names}, "given": given,
               "claim": claim}


def _fact(text: str) -> Any:
    match = re.fullmatch(r"for (\w+) in (.+?)\.\.(.+?): (.+)", text)
    if match is None:
        return text
    return dict(zip(("forall", "from", "to", "fact"), match.groups(), strict=True))
