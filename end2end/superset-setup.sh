#!/usr/bin/env bash
# Installs Apache Superset into FOLDER, for a comparison only: 830 MB, some minutes.
set -euo pipefail
folder=$(realpath -m "${1:?dossier attendu}")
mkdir -p "$folder/state" && cd "$folder"
python3 -m venv venv
venv/bin/pip install -q 'apache-superset==6.1.0' rich cachetools 'flask-caching==2.3.1' psycopg2-binary gunicorn
cat > superset_config.py <<CONFIG
SECRET_KEY = "bench-only"
SQLALCHEMY_DATABASE_URI = "sqlite:///$folder/state/superset.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
CONFIG
export SUPERSET_CONFIG_PATH=$folder/superset_config.py SUPERSET_HOME=$folder/state FLASK_APP="superset.app:create_app()"
venv/bin/superset db upgrade
venv/bin/superset fab create-admin --username admin --firstname a --lastname b --email a@b.example --password admin
venv/bin/superset init
