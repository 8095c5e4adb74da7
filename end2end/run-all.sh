#!/usr/bin/env bash
# Every test of the project, in order, with one closing line: "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp -d); trap 'rm -rf "$log"' EXIT
passed=0 failed=0

# How long what came before took, for who wonders where the time goes.
begun=$SECONDS
took() {
  local s=$((SECONDS - begun)); begun=$SECONDS
  printf '   %d min %02d s\n' $((s / 60)) $((s % 60))
}

# One check that passes or fails as a whole.
step() {
  local name=$1; shift
  echo "── $name"
  if "$@" >"$log/out" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); tail -n 80 "$log/out"; echo "échec : $name"; fi
  took
}
# A check whose last line is worth reading: an oracle that can't be had says so.
told() {
  step "$@"; tail -n 1 "$log/out" | sed 's/^/   /'
}
# A runner that counts its own tests: cargo's or node's closing lines.
counted() {
  local name=$1; shift
  echo "── $name"
  "$@" >"$log/out" 2>&1; local code=$?
  local p f
  p=$(grep -oE '(test result: [a-zA-Z]+\. [0-9]+ passed|^# pass [0-9]+)' "$log/out" | grep -oE '[0-9]+' | awk '{s+=$1} END{print s+0}')
  f=$(grep -oE '([0-9]+ failed;|^# fail [0-9]+)' "$log/out" | grep -oE '[0-9]+' | awk '{s+=$1} END{print s+0}')
  passed=$((passed + ${p:-0})); failed=$((failed + ${f:-0}))
  if [ $code -ne 0 ]; then
    [ "${f:-0}" -gt 0 ] || failed=$((failed + 1))
    grep -vE '^\s*(Compiling|Running|Finished)|\.\.\. ok$' "$log/out" | tail -n 120
    # What failed and why, once more, where the end of a long log shows it.
    grep -E -A 14 '^not ok ' "$log/out" | grep -vE '^\s*(---|duration_ms|type|location|code|name|\.\.\.)' >>"$log/failed"
    grep -E '^test .* FAILED$' "$log/out" >>"$log/failed"
    echo "échec : $name"
  else
    echo "   ${p:-0} réussis"
  fi
  took
}

make --no-print-directory setup setup-test || exit 1
took
step "format" cargo fmt --all --check
step "scripts : types" npm --prefix frontend/scripts run types
step "scripts : règles" npm --prefix frontend/scripts run lint
counted "scripts : unités" npm --prefix frontend/scripts test
counted "règles, unités, instantanés, bases SQLite et Postgres, HTTP" cargo test --release --locked --no-fail-fast
# The other half of the suite is about both already, or about bounds that no database changes.
counted "HTTP sur Postgres" env CYBERIMPACT_TEST_POSTGRES=1 cargo test --release --locked --test http -- \
  --skip postgres --skip sqlite --skip attack --skip overload --skip releases --skip program
step "clippy" cargo clippy --release --locked --all-targets -- -D warnings
step "clippy, navigateur" cargo clippy --locked -p frontend -p chart-chunk --profile wasm-release --target wasm32-unknown-unknown -- -D warnings
make --no-print-directory build || { echo "échec : construction"; failed=$((failed + 1)); }
took
told "sous-échantillonnage : oracle" end2end/downsample-oracle.sh
step "entrées : fichiers abîmés, étrangers, interrompus" end2end/ingest-faults.sh
counted "navigateur" end2end/browser-tests.sh
counted "navigateur, d’autres jours" end2end/other-days.sh
step "budgets d’octets" end2end/budgets.sh

[ -s "$log/failed" ] && { echo "── ce qui a échoué"; tail -n 40 "$log/failed"; }
printf 'durée : %d min\n' $((SECONDS / 60))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
