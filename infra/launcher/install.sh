#!/bin/sh
# Makes .venv from requirements.lock. Called by ../../weita with the repository's folder; two at once wait for each other.
set -eu

root=$1
venv="$root/.venv"
boot="$root/.bootstrap"
lock="$root/.install-lock"
stamp="$venv/.weita-lock"

say() { printf 'weita: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

find_python() {
    for candidate in "${WEITA_PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 \
            && "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    die "no Python 3.11 or newer found; install one (Debian, Ubuntu: apt install python3 python3-venv)"
}

# mkdir is atomic everywhere; a lock whose owner is gone is taken over.
take_lock() {
    until mkdir "$lock" 2>/dev/null; do
        owner=$(cat "$lock/pid" 2>/dev/null || echo)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$lock"
            continue
        fi
        [ "${waiting:-}" ] || say "another start is installing; waiting for it"
        waiting=$((${waiting:-0} + 1))
        [ "$waiting" -lt 900 ] || die "still waiting; if nothing is installing, remove the folder $lock"
        sleep 1
    done
    echo $$ >"$lock/pid"
    trap 'rm -rf "$lock"' EXIT
    trap 'exit 130' INT TERM HUP
}

bootstrap() {
    cmp -s "$root/infra/launcher/uv.txt" "$boot/.uv-lock" && [ -x "$boot/bin/uv" ] && return
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null \
        || die "this Python has no venv; install it (Debian, Ubuntu: apt install python3-venv; or the package python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv)"
    say "getting uv (once)"
    rm -rf "$boot"
    "$python" -m venv "$boot"
    "$boot/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "$root/infra/launcher/uv.txt" || die "uv could not be installed: is the package index reachable?"
    cp "$root/infra/launcher/uv.txt" "$boot/.uv-lock"
}

# An index, proxy or certificate given to pip alone is handed on to uv.
pip_setting() { "$boot/bin/python" -m pip config get "$1" 2>/dev/null || true; }

share_pip_settings() {
    if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        index=${PIP_INDEX_URL:-$(pip_setting global.index-url)}
        [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
    fi
    if [ -z "${UV_INDEX:-}${UV_EXTRA_INDEX_URL:-}" ]; then
        extra=${PIP_EXTRA_INDEX_URL:-$(pip_setting global.extra-index-url)}
        [ -z "$extra" ] || export UV_EXTRA_INDEX_URL="$extra"
    fi
    if [ -z "${SSL_CERT_FILE:-}" ]; then
        cert=${PIP_CERT:-$(pip_setting global.cert)}
        [ -z "$cert" ] || export SSL_CERT_FILE="$cert"
    fi
}

install() {
    share_pip_settings
    export UV_PYTHON_DOWNLOADS=never
    [ -x "$venv/bin/python" ] && [ -f "$venv/pyvenv.cfg" ] \
        || "$boot/bin/uv" venv --quiet --python "$boot/bin/python" --allow-existing "$venv"
    say "getting the packages of requirements.lock (once per lock)"
    rm -f "$stamp"
    cp "$root/requirements.lock" "$boot/.wanted"
    VIRTUAL_ENV="$venv" "$boot/bin/uv" pip sync --quiet --require-hashes --compile-bytecode --python "$venv/bin/python" \
        "$boot/.wanted" || die "the packages could not be installed: is the package index reachable?"
    cp "$boot/.wanted" "$stamp"
}

take_lock
# Whoever waited may find the work done.
if cmp -s "$stamp" "$root/requirements.lock" && [ -x "$venv/bin/python" ]; then
    exit 0
fi
bootstrap
install
