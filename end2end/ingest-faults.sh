#!/usr/bin/env bash
# Files that must be refused: one clear sentence on stderr, exit code 2, nothing changed. And what an
# interruption leaves: the store as before.
set -uo pipefail
cd "$(dirname "$0")/.."
BIN=$PWD/target/release/cyberimpact
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export DATABASE_URL=sqlite://$work/t.sqlite
bad=0
fail() { echo "FAUTE : $*"; bad=$((bad + 1)); }
state() { "$BIN" runs --json --limit 1000 | sha256sum; }

"$BIN" demo --out "$work/demo" --from 2024-03-01 --to 2024-03-10 >/dev/null || fail "demo"
"$BIN" ingest easiware "$work/demo/easiware.csv" >/dev/null || fail "easiware"
before=$(state)
refused() {
  local name=$1; shift
  "$BIN" ingest "$@" >"$work/out" 2>"$work/err"; local code=$?
  [ $code -eq 2 ] || fail "$name : code $code"
  [ "$(grep -c . "$work/err")" -eq 1 ] || fail "$name : $(grep -c . "$work/err") lignes sur stderr"
  [ "$(state)" = "$before" ] || fail "$name : la base a changé"
}
refused "absent" easiware "$work/absent.csv"
refused "dossier" ppel "$work"
: > "$work/vide.csv"; refused "vide" easiware "$work/vide.csv"
printf '\n\n  \n' > "$work/blanc.csv"; refused "blanc" ppel "$work/blanc.csv"
head -c 20000 "$BIN" > "$work/binaire.csv"; refused "binaire" perceval "$work/binaire.csv"
{ printf 'reference;date;canal;motif_parent;motif;element_de_qualification\nA;'; head -c 300000000 /dev/zero | tr '\0' x; } > "$work/longue.csv"
refused "ligne sans fin" easiware "$work/longue.csv"; refused "ligne sans fin" at-internet "$work/longue.csv"
rm "$work/longue.csv"
printf 'reference;date;canal;motif_parent;motif;element\nA;pas une date;Chat;x;y;z\n' > "$work/inutile.csv"
refused "rien d’utilisable" easiware "$work/inutile.csv"
declare -A files=([easiware]=easiware.csv [ppel]=ppel.csv [services-publics-plus]=services-publics-plus.csv [perceval]=perceval.json
  [at-internet]=at-internet.jsonl [partoo]=partoo.jsonl [social-accounts]=social-accounts.jsonl [iggn]=iggn-reclamations.csv [workforce]=effectifs.csv)
for source in "${!files[@]}"; do for other in "${!files[@]}"; do
  [ "$source" = "$other" ] || refused "$source reçoit $other" "$source" "$work/demo/${files[$other]}"
done; done

# The same file twice changes nothing but the run.
"$BIN" ingest easiware "$work/demo/easiware.csv" | grep -q " 0 inchangées" && fail "deux fois : des lignes ont changé"
# Killed in the middle: as before, and the next load works.
"$BIN" demo --out "$work/big" --from 2019-01-01 --to 2021-12-31 >/dev/null
before=$(state)
"$BIN" ingest easiware "$work/big/easiware.csv" >/dev/null 2>&1 & pid=$!
sleep 0.6; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
[ "$(state)" = "$before" ] || fail "kill -9 : un chargement est resté"
"$BIN" ingest easiware "$work/big/easiware.csv" >/dev/null || fail "après kill -9"
echo "$bad fautes"
[ $bad -eq 0 ]
