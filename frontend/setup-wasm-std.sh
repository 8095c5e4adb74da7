#!/usr/bin/env bash
# Makes sure that the toolchain in use can compile for wasm32-unknown-unknown.
# Order: already there; rustup; Debian's rust-web packages (built once from source); else a sentence.
set -euo pipefail
target=wasm32-unknown-unknown
sysroot=$(rustc --print sysroot)
lib="$sysroot/lib/rustlib/$target/lib"
if ls "$lib"/libstd-*.rlib >/dev/null 2>&1; then exit 0; fi

echo "wasm32 : installation de la bibliothèque standard…"
if command -v rustup >/dev/null && timeout 120 rustup target add "$target" >/dev/null 2>&1; then exit 0; fi

help="Installez la cible wasm32 : 'rustup target add $target', ou sous Debian 'apt-get install rustc-web cargo-web rust-web-src rust-web-llvm lld-22'."
if ! [ -x /usr/bin/cargo ] || ! [ -d /usr/lib/rustlib/src ] || ! ls /usr/bin/*lld-22* >/dev/null 2>&1; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "$help" >&2; exit 1; }
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      rustc-web cargo-web rust-web-src rust-web-llvm lld-22; } >/dev/null 2>&1 || { echo "$help" >&2; exit 1; }
fi
[ -w "$sysroot/lib/rustlib" ] || { echo "Le dossier $sysroot n'est pas modifiable. $help" >&2; exit 1; }

# One compiler must build both halves: Debian's builds the library for Debian's own sysroot and the
# `debian` toolchain name then compiles the front.
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n[profile.release]\npanic = "abort"\n' > "$work/Cargo.toml"
: > "$work/src/lib.rs"
(cd "$work" && env -u CARGO -u RUSTC -u RUSTUP_TOOLCHAIN RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" CARGO_TARGET_DIR="$work/target" \
  /usr/bin/cargo build --release --target "$target" -Zbuild-std=std,panic_abort) || { echo "$help" >&2; exit 1; }
debian="$(/usr/bin/rustc --print sysroot)/lib/rustlib/$target/lib"
mkdir -p "$debian"
find "$work/target/$target/release/deps" -name 'lib*.rlib' ! -name 'libempty*' -exec cp {} "$debian/" \;
if command -v rustup >/dev/null; then rustup toolchain link debian /usr; fi
echo "wasm32 : prête (compilateur Debian $(/usr/bin/rustc --version | cut -d' ' -f2))."
