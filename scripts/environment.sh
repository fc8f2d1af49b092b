#!/bin/sh
# Makes a virtual environment with the project in it, once: environment.sh FOLDER [EXTRA]
# Needs Python 3.11 or later: the one that $PYTHON names, else the first of these on the path.
set -eu
venv=$1
extra=${2:+[$2]}
root=$(cd "$(dirname "$0")/.." && pwd)

fit() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if fit "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11 or later is needed${PYTHON:+, and $PYTHON is none}; set PYTHON to one." >&2
    return 1
}

make_venv() {
    "$python" -m venv "$venv" >/dev/null 2>&1 && return
    if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
        # Debian ships venv as a package of its own.
        apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv >&2
    fi
    "$python" -m venv --clear "$venv" || {
        echo "Python's venv module is missing: on Debian and Ubuntu, apt-get install python3-venv" >&2
        return 1
    }
}

python=$(find_python)
fit "$venv/bin/python" || make_venv
pip() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
if [ -n "$extra" ]; then
    pip --editable "$root$extra"
else
    # To serve, the very versions that were tried, each by its hash (`make lock` writes them anew).
    pip --require-hashes --requirement "$root/requirements.txt"
    pip --no-deps --editable "$root"
fi
