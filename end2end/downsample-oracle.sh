#!/usr/bin/env bash
# MinMaxLTTB against its authors' own package (PyPI tsdownsample): the same indices on 200 random series. Says so and
# leaves when Python or the package can't be had.
set -uo pipefail
cd "$(dirname "$0")/.."
venv=target/oracle
if ! [ -x $venv/bin/python ] || ! $venv/bin/python -c 'import tsdownsample' 2>/dev/null; then
  python3 -m venv $venv >/dev/null 2>&1 && $venv/bin/pip -q install --disable-pip-version-check tsdownsample==0.1.4.1 >/dev/null 2>&1 \
    || { echo "IGNORÉ : le paquet Python tsdownsample ne peut pas être installé ici."; exit 0; }
fi
cargo build -q --release --locked -p charts --example downsample || exit 1
$venv/bin/python - <<'P'
import random, subprocess, sys
import numpy as np
from tsdownsample import MinMaxLTTBDownsampler
random.seed(20260101); np.random.seed(7)
cases = []
for i in range(200):
    n, keep = random.choice([(60, 20), (500, 100), (5_000, 400), (20_000, 1_000), (50_000, 1_840)])
    kind = i % 4
    y = np.cumsum(np.random.randn(n)) if kind == 0 else np.random.rand(n) * 100 if kind == 1 else np.sin(np.arange(n) / 50) + np.random.randn(n) / 10 if kind == 2 else np.random.poisson(5, n).astype(float)
    cases.append((keep, y))
text = "\n".join(f"{k} " + " ".join(repr(float(v)) for v in y) for k, y in cases)
ours = subprocess.run(["target/release/examples/downsample"], input=text, capture_output=True, text=True, check=True).stdout.splitlines()
bad = 0
for (keep, y), line in zip(cases, ours):
    theirs = MinMaxLTTBDownsampler().downsample(y, n_out=keep, minmax_ratio=4)
    if list(map(int, line.split())) != list(map(int, theirs)):
        bad += 1
print(f"{len(cases) - bad} séries sur {len(cases)} : mêmes indices que tsdownsample")
sys.exit(1 if bad else 0)
P
