"""Compile the TOML tables of the catalogue into one JSON file.

The daily commands read that file, so that they need no TOML parser.
``--check`` writes nothing and exits 1 when the file is not up to date.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "src" / "baclotrack" / "data"
TARGET = "catalogue.json"
TABLES = {
    "effects.toml": ("effects", "grades"),
    "red_flags.toml": ("red_flags", "emergency"),
    "conditions.toml": ("conditions", "kidney", "age"),
    "interactions.toml": ("interactions",),
    "measures.toml": ("measures", "derived"),
    "limits.toml": ("limits",),
    "products.toml": ("products",),
}


def read_tables(data: Path) -> dict[str, Any]:
    """Read the tables of every file; a file with others than the named ones is refused."""
    catalogue: dict[str, Any] = {}
    for name, keys in TABLES.items():
        catalogue.update(read_table(data / name, keys))
    return catalogue


def read_table(path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    """Read one file; a fault names it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ValueError(f"{path.name}: {fault}") from fault
    if set(tables) != set(keys):
        raise ValueError(f"{path.name}: expected the tables {sorted(keys)}, found {sorted(tables)}")
    return tables


def render(catalogue: dict[str, Any]) -> str:
    """Write the catalogue as one line: keys sorted, rows in the order of the tables."""
    text = json.dumps(catalogue, allow_nan=False, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return text + "\n"


def is_fresh(data: Path, text: str) -> bool:
    """Tell whether the compiled file holds exactly this text."""
    target = data / TARGET
    return target.is_file() and target.read_bytes() == text.encode("ascii")


def main(arguments: list[str] | None = None, data: Path = DATA) -> int:
    """Compile, or only check; the exit code says how it went."""
    parser = argparse.ArgumentParser(description="Compile the catalogue's tables into JSON.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when stale")
    check: bool = parser.parse_args(arguments).check
    try:
        text = render(read_tables(data))
    except (OSError, ValueError) as problem:
        print(f"The tables cannot be compiled: {problem}.", file=sys.stderr)
        return 1
    if not check:
        (data / TARGET).write_bytes(text.encode("ascii"))
    elif not is_fresh(data, text):
        print(f"{TARGET} is not up to date: run python tools/compile_catalogue.py.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
