#!/usr/bin/env bash
# How the pages look on other days than those of the tests: 29 February, 31 December before midnight in Paris, both changes of
# hour while they happen, today. A demonstration that ends the day before, and the server's clock moved. All tests on all of them:
# end2end/other-days.sh . '*'
set -uo pipefail
cd "$(dirname "$0")/.."
code=0
for at in 2024-02-29T12:00:00Z 2024-12-31T22:30:00Z 2025-03-30T00:59:00Z 2025-10-26T00:59:00Z "$(date -u +%FT%TZ)"; do
  echo "# $at"
  CYBERIMPACT_CLOCK=$at FROM=$(date -u -d "$at -14 months" +%F) TO=$(date -u -d "$at -1 day" +%F) \
    end2end/browser-tests.sh "${1:-hydrate in silence|says in a sentence|narrowest screen}" "${2:-pages}" || code=1
done
exit $code
