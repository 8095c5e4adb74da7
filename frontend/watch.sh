#!/usr/bin/env bash
# Rebuilds what changed and serves it again. Our own crates are built without optimisation, what they stand on with
# it: the first build takes some minutes, the next ones some seconds. Looks at modification times, needs no daemon.
set -uo pipefail
addr=$1 url=$2
cd "$(dirname "$0")/.."
stamp=$(mktemp); server=
trap '[ -n "$server" ] && kill $server 2>/dev/null; rm -f "$stamp" target/site/.bundled; exit 0' INT TERM EXIT
changed() { find "$@" -newer "$stamp" -type f -not -path '*/node_modules/*' -print -quit; }
# All rules of the design system: a class that was just written is there at once.
export CYBERIMPACT_WHOLE_STYLE=1
rm -f target/site/.bundled
make --no-print-directory bundle || exit 1
while true; do
  touch "$stamp"
  if cargo build --locked --profile watch -p server; then
    [ -n "$server" ] && { kill "$server"; wait "$server" 2>/dev/null; }
    if [ ! -e "${url#sqlite://}" ]; then
      echo "Démonstration : génération et chargement (quelques minutes, une fois)…"
      target/watch/cyberimpact demo --out data/demonstration --load --database-url "$url"
    fi
    # The doors of `make run`, unless said otherwise.
    CYBERIMPACT_DEMONSTRATION=${CYBERIMPACT_DEMONSTRATION-1} target/watch/cyberimpact serve --addr "$addr" --database-url "$url" & server=$!
  fi
  until [ -n "$(changed app frontend server style public migrations)" ]; do sleep 0.3; done
  echo "Changement vu : recompilation…"
  if [ -n "$(changed app/src/islands app/charts/src frontend style public)" ]; then make --no-print-directory bundle; fi
done
