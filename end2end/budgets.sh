#!/usr/bin/env bash
# Budgets on bytes: counted, never timed. HTML and assets as brotli sends them.
set -uo pipefail
cd "$(dirname "$0")/.."
source end2end/served.sh
bad=0
size() { curl -sf -H 'Accept-Encoding: br' "$BASE$1" | wc -c; }
budget() { # path, most bytes
  local n; n=$(size "$1"); echo "$1 : $n octets (au plus $2)"
  [ "$n" -gt 0 ] && [ "$n" -le "$2" ] || { echo "FAUTE : $1"; bad=1; }
}
# The home page: as sent (brotli 5, pages are compressed as they are asked for), and at brotli's best.
budget / 16384
best=$(curl -sf "$BASE/" | node -e 'const c=[];process.stdin.on("data",d=>c.push(d)).on("end",()=>console.log(require("zlib").brotliCompressSync(Buffer.concat(c)).length))')
echo "/ : $best octets au mieux (au plus 14336)"; [ "$best" -gt 0 ] && [ "$best" -le 14336 ] || { echo "FAUTE : /"; bad=1; }
for page in ma-gendarmerie perceval pre-plainte-en-ligne site-web recrutement reseaux-sociaux service-public-plus avis-google iggn territoires/35; do
  budget "/$page" 40960
done
pkg=$(curl -s "$BASE/" | grep -oE '/pkg/[0-9a-f]+/' | head -n 1)
budget "${pkg}cyberimpact_bg.wasm" 73728
budget "${pkg}cyberimpact.js" 8192
budget "${pkg}cyberimpact_charts_bg.wasm" 60000
budget "${pkg}cyberimpact_charts.js" 6144
budget "${pkg}style.css" 14336
# Before it is opened, on the pages of others.
budget "${pkg}bulle.js" 8192
exit $bad
