"""Formulas as machine-learning texts write them; each must render, alone on its line and inline."""

FORMULAS = r"""
h_t = \tanh\left(W_h\,h_{t-1} + W_x\,x_t + b\right)
\hat{\theta} = \operatorname*{arg\,max}_{\theta}\ \sum_{i=1}^n \log p(x_i \mid \theta)
\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}
\operatorname{Attention}(Q,K,V) = \operatorname{softmax}\!\left(\frac{QK^\top}{\sqrt{d_k}}\right)V
\begin{aligned} a &= b + c \\ &= d \end{aligned}
\begin{aligned} a &= b & c &= d \\ e &= f & g &= h \end{aligned}
f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}
\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}
\begin{bmatrix} a \\ b \end{bmatrix} \begin{vmatrix} a & b \end{vmatrix}
\begin{Bmatrix} a \end{Bmatrix} \begin{Vmatrix} a & b \end{Vmatrix} \begin{matrix} a \end{matrix}
\left(\begin{smallmatrix} a & b \\ c & d \end{smallmatrix}\right)
\begin{array}{c|cc} a & b & c \\ \hline d & e & f \end{array}
\begin{array}{|lr|} a & b \\ \hdashline c & d \\ \hline\hline \end{array}
\begin{gathered} a = b \\ c = d \end{gathered}
\begin{alignedat}{2} a &= b & \quad c &= d \end{alignedat}
\sum_{\substack{i=1 \\ j \ne i}}^n x_{ij}
\mathbb{E}_{x \sim p}\left[\lVert x \rVert_2^2\right]
\lvert x \rvert + \|w\|_1 + \left\| A \right\|_F
\mathcal{L} = -\frac{1}{n}\sum_i \left[y_i \log p_i + (1-y_i)\log(1-p_i)\right]
D_{\mathrm{KL}}(p \,\|\, q) = \sum_x p(x) \log \frac{p(x)}{q(x)}
H(p, q) = -\sum_x p(x) \log q(x)
\nabla_\theta J = \mathbb{E}_\pi\left[\nabla_\theta \log \pi_\theta(a \mid s)\, Q(s,a)\right]
\theta_{t+1} = \theta_t - \eta \nabla L(\theta_t)
\hat{m}_t = \frac{m_t}{1-\beta_1^t}, \quad \hat{v}_t = \frac{v_t}{1-\beta_2^t}
\frac{\partial h_T}{\partial h_k} = \prod_{t=k+1}^T \operatorname{diag}(1-h_t^2)\,W_h
p(y \mid x) = \frac{p(x \mid y)\,p(y)}{p(x)}
\int_{-\infty}^{\infty} e^{-x^2/2}\,dx = \sqrt{2\pi}
\iint_D f\,dA + \oint_C g\,ds
\lim_{n \to \infty} \frac{1}{n} \sum_{i=1}^n X_i = \mu
X \sim \mathcal{N}(\mu, \sigma^2)
\Sigma^{-1/2}(x - \mu)
(x-\mu)^\top \Sigma^{-1} (x-\mu)
A = U \Sigma V^\top = \sum_i \sigma_i u_i v_i^\top
\det(A - \lambda I) = 0
w^\top x + b \ge 1 - \xi_i,\ \xi_i \ge 0
\min_{w, b} \tfrac12 \lVert w \rVert^2 + C \sum_i \xi_i
\max_{\alpha} \min_{w} \sup_x \inf_y
k(x, x') = \exp\left(-\gamma \lVert x - x' \rVert^2\right)
\sigma(z) = \frac{1}{1 + e^{-z}}, \qquad \sigma'(z) = \sigma(z)\bigl(1-\sigma(z)\bigr)
\operatorname{ReLU}(x) = \max(0, x)
\binom{n}{k} p^k (1-p)^{n-k}
\dfrac{a}{b} + \tfrac{a}{b} + \cfrac{1}{1+x}
\underbrace{\text{bias}^2}_{\text{systematic}} + \overbrace{\text{variance}}^{\text{sample}}
\widehat{y} + \widehat{xy} + \widetilde{abc} + \tilde{x} + \bar{x} + \vec{v} + \dot{x}
\hat{f} + \hat{d} + \hat{A} + \overline{AB} + \underline{x}
\mathbf{x} + \mathbf{W}_i + \boldsymbol{\theta} + \bm{\mu} + \boldsymbol{x + y}
\mathrm{d}x + \mathsf{A} + \mathtt{b} + \mathit{c} + \mathfrak{g} + \mathscr{F}
x_{1:T},\ x^{(i)}_j,\ {}^{t}X,\ W^{[l]}
\text{if } x \in \mathbb{R}^d \text{ then } \textbf{bold}
A \cup B \cap C \setminus D \subseteq E \notin \emptyset
\forall \epsilon > 0\ \exists \delta > 0
a \le b \ge c \ne d \approx e \propto f \equiv g \ll h \gg i
x \mapsto y,\ a \to b,\ c \Rightarrow d \iff e \Longleftrightarrow f
x \perp\!\!\!\perp y \mid z
a \odot b \otimes c \oplus d \star e \cdot f \times g
\left.\frac{dy}{dx}\right|_{x=0} \bigl(\big|x\bigr) \Biggl[\biggr]
\lfloor x \rfloor + \lceil y \rceil + \langle u, v \rangle
\stackrel{!}{=}\ \overset{d}{\to}\ \underset{x}{=}\ \coloneqq
\xrightarrow{\text{train}}\ \xleftarrow[a]{b}
\dots, \cdots, \vdots, \ddots, \ldots
f'(x) + f''(x) + x^{\prime}
\boxed{E = mc^2}
\cancel{x} + \bcancel{y} + \xcancel{z}
\phantom{x} + \hphantom{x} + \vphantom{x} + \smash{x} + \mathrlap{x}
O(n \log n),\ \Theta(n^2),\ \Omega(n)
1{,}000\ \ 5\%\ \#\ \&\ \_\ \{x\}
a \; b \: c \, d \! e \quad f \qquad g \ h
\Pr(X \ge t) \le \frac{\mathbb{E}[X]}{t}
\operatorname{Var}(\bar{X}) = \frac{\sigma^2}{n} + \operatorname{Cov}(X, Y)
\mathbf{h}_t = \mathbf{o}_t \odot \tanh(\mathbf{c}_t)
\mathrm{PE}_{(pos, 2i)} = \sin\!\left(pos / 10000^{2i/d}\right)
\begin{rcases} a \\ b \end{rcases} \begin{dcases} a & b \end{dcases}
\sqrt[3]{x} + \sqrt{1 + \sqrt{2}}
a \bmod b, \quad a \equiv b \pmod n
\mathop{\mathbb{E}}\limits_{x \sim q}
\bigcup_{i} \bigoplus_{j} \bigotimes_k
\displaystyle\sum_i \textstyle\sum_j
2{:}1,\ 3\!:\!4,\ a/b
""".strip().split("\n")
