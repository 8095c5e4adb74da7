#!/usr/bin/env bash
# Playwright on Chromium: hydrated, JavaScript off, tablet; axe, html-validate, and numbers recomputed.
set -uo pipefail
cd "$(dirname "$0")/.."
source end2end/served.sh
cd end2end
node --test --test-concurrency=1 --test-timeout=900000 --test-reporter=tap tests/*.test.mjs
