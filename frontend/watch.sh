#!/usr/bin/env bash
# Rebuilds what changed and serves it again. Needs nothing but the shell: it looks at modification times.
set -uo pipefail
addr=$1 url=$2
cd "$(dirname "$0")/.."
stamp=$(mktemp); server=
trap 'kill $server 2>/dev/null; rm -f "$stamp"; exit 0' INT TERM EXIT
while true; do
  touch "$stamp"
  if make --no-print-directory build; then
    [ -n "$server" ] && { kill "$server"; wait "$server" 2>/dev/null; }
    target/release/cyberimpact serve --addr "$addr" --database-url "$url" & server=$!
  fi
  until [ -n "$(find app frontend server style public migrations -newer "$stamp" -type f \
      -not -path '*/node_modules/*' -print -quit)" ]; do sleep 0.5; done
  echo "Changement vu : recompilation…"
done
