#!/usr/bin/env bash
# Prints the figures of the README: ingest, API over the demonstration and over 10 million observations, bytes.
# Nothing here passes or fails.
set -uo pipefail
cd "$(dirname "$0")/.."
BIN=$PWD/target/release/cyberimpact
work=$(mktemp -d); servers=(); trap 'kill "${servers[@]}" 2>/dev/null; rm -rf "$work"' EXIT
seconds() { date +%s.%N; }

"$BIN" demo --out "$work/demo" --from 2018-01-01 --to 2026-06-30 >/dev/null
head -n 1000001 "$work/demo/easiware.csv" > "$work/million.csv"
export CYBERIMPACT_SECRET="of a bench"
ingest() { # address of the database → seconds, rows a second, most memory
  local start peak=0 now pid
  start=$(seconds)
  taskset -c 0 "$BIN" ingest easiware "$work/million.csv" --database-url "$1" >/dev/null & pid=$!
  while kill -0 $pid 2>/dev/null; do
    now=$(awk '/VmHWM/{print $2}' /proc/$pid/status 2>/dev/null); [ "${now:-0}" -gt "$peak" ] && peak=$now; sleep 0.05
  done
  wait $pid
  awk -v a="$start" -v b="$(seconds)" -v m="$peak" 'BEGIN{printf "   %.2f s, %d rows/s, %d MB\n", b-a, 1e6/(b-a), m/1024}'
}
echo "── Ingest: 1,000,000 Easiware rows into SQLite, one core"
for run in 1 2 3; do rm -f "$work"/m*.sqlite*; ingest "sqlite://$work/m.sqlite"; done
echo "── Who writes an annotation while a million rows are loaded in the same process"
cargo build -q --release --locked -p server --example waits
for run in 1 2 3; do rm -f "$work"/m*.sqlite*; target/release/examples/waits "sqlite://$work/m.sqlite" "$work/million.csv"; done
postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
if [ -n "$postgres" ]; then
  as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi; }
  mkdir "$work/pg"; chmod 0711 "$work"; chmod 0777 "$work/pg"
  as "$postgres/initdb" -A trust -U bench -E UTF8 -D "$work/pg/data" >/dev/null
  as "$postgres/pg_ctl" start -w -D "$work/pg/data" -o "-k $work/pg -c listen_addresses=''" -l "$work/pg/log" >/dev/null
  trap 'as "$postgres/pg_ctl" stop -m immediate -D "$work/pg/data" >/dev/null; kill "${servers[@]}" 2>/dev/null; rm -rf "$work"' EXIT
  echo "── Ingest: the same into Postgres, as installed; the program on one core, the database on both"
  for run in 1 2 3; do
    "$postgres/createdb" -h "$work/pg" -U bench "m$run"; ingest "postgres://bench@localhost/m$run?host=$work/pg"
  done
  echo "── Who writes an annotation meanwhile, on Postgres"
  for run in 4 5 6; do
    "$postgres/createdb" -h "$work/pg" -U bench "m$run"
    target/release/examples/waits "postgres://bench@localhost/m$run?host=$work/pg" "$work/million.csv"
  done
  echo "── All sources of the demonstration, loaded and decided"
  for url in "sqlite://$work/all.sqlite" "postgres://bench@localhost/all?host=$work/pg"; do
    case $url in postgres*) "$postgres/createdb" -h "$work/pg" -U bench all ;; esac
    "$BIN" demo --out "$work/demo" --load --database-url "$url" | grep -oE '· [0-9]+ ms' \
      | awk -v kind="${url%%:*}" '{sum += $2} END {printf "   %s: %.1f s\n", kind, sum / 1000}'
  done
  rm -f "$work"/all*.sqlite*
else
  echo "   Postgres: passed over, it is not installed"
fi

serve() { # database → BASE
  CYBERIMPACT_RATE_PER_MINUTE=0 "$BIN" serve --addr 127.0.0.1:0 --database-url "sqlite://$1" >"$work/log" 2>&1 & servers+=($!)
  BASE=; for _ in $(seq 100); do BASE=$(grep -oE 'http://[0-9.:]+' "$work/log" | head -n 1); [ -n "$BASE" ] && break; sleep 0.1; done
}
cp data/cyberimpact*.sqlite* "$work/" 2>/dev/null
echo "── API, demonstration: a month-by-département series"
serve "$work/cyberimpact.sqlite"; node end2end/api-bench.mjs "$BASE" pre_complaints
echo "── API, questions that nobody asked before, 16 connections"
cargo build -q --release --locked -p server --example load && for question in "contacts france month" "contacts france day" "experiences departement:35 month" "pre_complaints departement:35 month"; do
  target/release/examples/load "${BASE#http://}" $question
done
echo "── A day is loaded, decided, and read for the first time"
"$BIN" demo --out "$work/day" --seed 5 --load --from "$(date -d '-3 days' +%F)" --to "$(date -d '-3 days' +%F)" --database-url "sqlite://$work/cyberimpact.sqlite" | grep Publication | sed 's/^/   /'
for path in / /ma-gendarmerie /perceval; do printf '   %s: first %s s, again %s s\n' "$path" "$(curl -s -o /dev/null -w '%{time_total}' "$BASE$path")" "$(curl -s -o /dev/null -w '%{time_total}' "$BASE$path")"; done
echo "── Bytes, brotli as sent"
for path in / /perceval /ma-gendarmerie /site-web; do
  printf '   %s: %s\n' "$path" "$(curl -sf -H 'Accept-Encoding: br' "$BASE$path" | wc -c)"
done
pkg=$(curl -s "$BASE/" | grep -oE '/pkg/[0-9a-f]+/' | head -n 1)
for file in cyberimpact_bg.wasm cyberimpact.js cyberimpact_charts_bg.wasm cyberimpact_charts.js style.css Marianne-Regular.woff2; do
  printf '   %s: %s\n' "$file" "$(curl -sf -H 'Accept-Encoding: br' "$BASE$pkg$file" | wc -c)"
done
echo "── Charts: the same line in the same Chromium"
cargo build -q --release --locked -p charts --example bench_spec && BARO_URL=$BASE node end2end/chart-bench.mjs
echo "── Charts: longest key or pointer at a sixth of the processor"
BARO_URL=$BASE node end2end/chart-inp.mjs
echo "── From a choice to the picture painted"
BARO_URL=$BASE node end2end/in-place-bench.mjs
# PEERS: a folder with what `in-place-peers.mjs` names.
if [ -n "${PEERS:-}" ]; then echo "── The same choice elsewhere"; BARO_URL=$BASE node end2end/in-place-peers.mjs "$PEERS"; fi
echo "── Lighthouse, mobile: performance / accessibility / best practices / SEO"
BARO_URL=$BASE end2end/lighthouse.sh / /ma-gendarmerie /perceval /pre-plainte-en-ligne /site-web /recrutement /reseaux-sociaux \
  /service-public-plus /avis-google /iggn /territoires /territoires/35 /information-donnees /accessibilite /a-propos /plan-du-site /api
echo "── API, 10 million observations"
"$BIN" migrate --database-url "sqlite://$work/ten.sqlite" >/dev/null
node end2end/ten-million.mjs "$work/ten.sqlite" || echo "   passed over: no sqlite3 to fill the store"
if [ -s "$work/ten.sqlite" ]; then serve "$work/ten.sqlite"; node end2end/api-bench.mjs "$BASE" pre_complaints; fi
