#!/bin/sh
# Write constraints.txt anew: install what pyproject.toml allows today, on the oldest Python promised, and pin it.
set -eu
unset CDPATH
cd "$(dirname "$0")/.."
. scripts/python.sh

# The oldest, because a release that runs there runs on the newer ones too, and not the other way round.
if ! find_python 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))'; then
    echo "make constraints needs Python 3.11 itself, the oldest that baclotrack promises." >&2
    exit 1
fi

new=.venv.new.$$
trap 'rm -rf "$new" constraints.new' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
"$found" -m venv "$new"
"$new/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade --editable '.[dev]'
{
    cat <<'END'
# The environment that the tests passed in, to the version: what `make` installs.
# Renew it with `make constraints`, then run `make check test test-long` on each supported Python.
END
    "$new/bin/python" -m pip freeze --disable-pip-version-check --exclude-editable
} >constraints.new
mv constraints.new constraints.txt
echo "constraints.txt: $(grep -c == constraints.txt) pins."
