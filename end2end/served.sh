# Sourced: starts the built server on a free port with a small demonstration, stops it at the end. Sets BASE and DEMO.
work=$(mktemp -d)
DEMO=$work/demo
export DATABASE_URL=sqlite://$work/t.sqlite CYBERIMPACT_DEMONSTRATION=1
target/release/cyberimpact demo --out "$DEMO" --load --from "${FROM:-2023-01-01}" --to "${TO:-2024-06-30}" >/dev/null || exit 1
CYBERIMPACT_GALLERY=1 CYBERIMPACT_RATE_PER_MINUTE=0 target/release/cyberimpact serve --addr 127.0.0.1:0 >"$work/log" 2>&1 & server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 100); do
  BASE=$(grep -oE 'http://[0-9.:]+' "$work/log" | head -n 1); [ -n "$BASE" ] && break; sleep 0.1
done
[ -n "$BASE" ] || { echo "le serveur n’a pas démarré"; cat "$work/log"; exit 1; }
export BASE DEMO
