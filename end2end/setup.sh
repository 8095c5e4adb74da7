#!/usr/bin/env bash
# Installs what the tests need of the system and is not there: Chromium, the Postgres server.
set -euo pipefail
cd "$(dirname "$0")/.."
missing=()
found() { for path in "$@"; do [ -x "$path" ] && return 0; done; return 1; }
found "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome || missing+=(chromium)
found /usr/lib/postgresql/*/bin/initdb || command -v initdb >/dev/null || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Tests : installation de ${missing[*]}…"
  { [ "$(id -u)" = 0 ] && command -v apt-get; } >/dev/null || { echo "Installez ${missing[*]}, puis relancez." >&2; exit 1; }
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 \
    || { echo "apt-get n’a pas pu installer ${missing[*]}." >&2; exit 1; }
fi
