#!/bin/sh
# Writes requirements.lock anew from pyproject.toml: names, versions and hashes for every platform, no addresses.
# Run it after changing a dependency; `sh infra/launcher/lock.sh --upgrade` also moves to newer versions.
set -eu
cd "$(dirname "$0")/../.."
uv=${UV:-.bootstrap/bin/uv}
"$uv" pip compile --quiet --generate-hashes --universal --python-version 3.11 --group dev \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@" pyproject.toml -o requirements.lock
"$uv" pip compile --quiet --generate-hashes --universal --python-version 3.11 \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@" infra/launcher/uv.in -o infra/launcher/uv.txt
