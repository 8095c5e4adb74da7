#!/usr/bin/env bash
# Lighthouse (mobile) on public pages of a running server: performance, accessibility, best practices, SEO.
set -uo pipefail
cd "$(dirname "$0")/.."
base=${BARO_URL:-http://127.0.0.1:3000}
dir=target/lighthouse
[ -x $dir/node_modules/.bin/lighthouse ] || npm i --prefix $dir --ignore-scripts --no-audit --no-fund --loglevel=error lighthouse@12.8.2 || exit 1
export CHROME_PATH=${CHROMIUM:-/usr/bin/chromium}
for page in "${@:-/}"; do
  $dir/node_modules/.bin/lighthouse "$base$page" --quiet --output=json --output-path=$dir/report.json \
    --chrome-flags="--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run" || { echo "$page : échec"; continue; }
  node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1]));
    const s = Object.values(r.categories).map((c) => Math.round(c.score * 100)).join(" / ");
    const m = ["largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map((k) => r.audits[k].displayValue).join(" · ");
    const bad = Object.values(r.audits).filter((a) => a.score !== null && a.score < 0.9 && a.scoreDisplayMode !== "informative").map((a) => a.id);
    console.log(`${process.argv[2].padEnd(26)} ${s}   ${m}   ${bad.join(" ")}`);' $dir/report.json "$page"
done
