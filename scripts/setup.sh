#!/bin/sh
# Make .venv ready for work. Does nothing, quickly, while the last set-up still fits; called by the Makefile.
set -eu
unset CDPATH PIP_USER PIP_TARGET PIP_PREFIX PYTHONHOME
cd "$(dirname "$0")/.."
. scripts/python.sh

venv=.venv
new=.venv.new.$$
old=.venv.old.$$
stamp='made-by-make'

# What this .venv was made from, and where: a changed file, or a folder that was moved or copied, means a new one.
fingerprint=$({ pwd -P; cat pyproject.toml constraints.txt scripts/setup.sh scripts/python.sh; } | cksum)

fits() {
    [ -f "$venv/$stamp" ] && [ "$(cat "$venv/$stamp")" = "$fingerprint" ] && "$venv/bin/python" -c '' 2>/dev/null
}

say() { # SENTENCE
    printf '%s\n' "$1" >&2
}

with_uv() { # PYTHON
    uv venv --quiet --python-preference system --python "$1" "$new" &&
        uv pip install --quiet --python "$new/bin/python" --compile-bytecode --constraint constraints.txt --editable '.[dev]'
}

with_pip() { # PYTHON
    "$1" -m venv "$new" &&
        "$new/bin/python" -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt -e '.[dev]'
}

if fits; then
    exit 0
fi

find_python 'import sys; sys.exit(sys.version_info < (3, 11))' || true # finding none is told below
python=$found
find_python 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || true # this too
python_with_venv=$found
uv=$(command -v uv || true) # having no uv is usual

if [ -z "$python$uv" ]; then
    say "baclotrack needs Python 3.11 or newer and found none: install it (Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python3), then run this command again."
    exit 1
fi
if [ -z "$python_with_venv$uv" ]; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "Python $version is here without its venv module: install it (Debian, Ubuntu: sudo apt install python3-venv, or python$version-venv where python3 is another version), then run this command again."
    exit 1
fi

trap 'rm -rf "$new" "$old"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

say "Setting up .venv; this happens once and takes about a minute ..."
made=no
if [ -n "$uv" ]; then
    if with_uv "${python:->=3.11}"; then
        made=yes
    elif [ -n "$python_with_venv" ]; then
        say "uv could not do it; trying venv and pip instead ..."
        rm -rf "$new"
    fi
fi
if [ "$made" = no ] && [ -n "$python_with_venv" ] && with_pip "$python_with_venv"; then
    made=yes
fi
if [ "$made" = no ]; then
    say "The packages that baclotrack needs could not be installed; the lines above say why (most often there is no network). Nothing was changed: run this command again."
    exit 1
fi

# The scripts in bin name the folder that they were installed in; let them name the one that they will stand in.
"$new/bin/python" - "$new" "$venv" <<'END'
import pathlib
import sys

before, after = (f"/{name}".encode() for name in sys.argv[1:])
folder = pathlib.Path(sys.argv[1])
for path in (*(folder / "bin").iterdir(), folder / "pyvenv.cfg"):
    if path.is_file() and not path.is_symlink():
        text = path.read_bytes()
        if before in text and b"\0" not in text:
            path.write_bytes(text.replace(before, after))
END
printf '%s\n' "$fingerprint" >"$new/$stamp"

if fits; then
    exit 0 # another make was quicker
fi
if [ -f "$venv/$stamp" ]; then
    mv "$venv" "$old"
elif [ -e "$venv" ] || [ -L "$venv" ]; then
    mv "$venv" ".venv.kept.$$"
    say "The .venv that stood here was not made by make: it is kept as .venv.kept.$$."
fi
mv "$new" "$venv"
say "Ready: .venv with $("$venv/bin/python" --version)."
