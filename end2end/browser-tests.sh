#!/usr/bin/env bash
# Playwright on Chromium: hydrated, JavaScript off, tablet; axe, html-validate, and numbers recomputed.
# One test by its name, or several, of one file if it is named: end2end/browser-tests.sh 'skip link' pages
set -uo pipefail
cd "$(dirname "$0")/.."
source end2end/served.sh
cd end2end
node --test --test-concurrency=1 --test-timeout=900000 --test-reporter=tap ${1:+--test-name-pattern="$1"} tests/${2:-*}.test.mjs
