"""The judges that did not make what they judge: which are here, and how the one of Node is asked."""

import json
import os
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PYTHON_JUDGES = ("fhir.resources", "icalendar")
PROGRAMS = ("chromium", "pdftotext")
NODE_JUDGE = "fhir@4.12.0"
"""Validates R4 shapes and required codes by itself, without a network."""
AXE = "axe-core@4.14.1"
"""Judges how accessible a page is, within a browser."""
MODULES = "NODE_JUDGE_MODULES"
"""Names the folder `node_modules` that holds the judges of npm; a gate that can install them sets this."""
ASK = """
const {Fhir} = require('fhir');
const told = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const found = new Fhir().validate(told, {errorOnUnexpected: true});
const wrong = found.messages.filter(one => one.severity === 'error' || one.severity === 'fatal');
process.stdout.write(JSON.stringify({valid: found.valid, wrong: wrong.map(one => one.location + ': ' + one.message)}));
"""


def judges() -> str:
    """Return which judges of exported files are here, in one line."""
    found = []
    for name in PYTHON_JUDGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    found += [name if shutil.which(name) else f"{name} missing" for name in PROGRAMS]
    found += [f"npm {NODE_JUDGE}{'' if has_node_judge() else ' missing'}"]
    return ", ".join([*found, f"npm {AXE}{'' if axe_script() else ' missing'}"])


def has_node_judge() -> bool:
    """Return whether the judge of Node was installed where the environment says, and node is here."""
    modules = os.environ.get(MODULES)
    return bool(modules) and (Path(str(modules)) / "fhir").is_dir() and shutil.which("node") is not None


def axe_script() -> Path | None:
    """Return the script of the judge of accessible pages, where it was installed."""
    modules = os.environ.get(MODULES)
    path = Path(str(modules)) / "axe-core" / "axe.min.js"
    return path if modules and path.is_file() else None


def install(folder: Path, judge: str = NODE_JUDGE) -> Path | None:
    """Install a judge of npm into a folder; None where node, npm or a registry is not there."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None
    words = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
    try:
        done = subprocess.run([*words, judge], capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return None
    return folder / "node_modules" if not done.returncode else None


def asked_of_node(modules: Path, bundle: bytes) -> list[str]:
    """Return what the judge of Node finds wrong with a bundle; nothing where it is valid."""
    done = subprocess.run(
        ["node", "-e", ASK],
        input=bundle,
        capture_output=True,
        check=True,
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    found = json.loads(done.stdout)
    return list(found["wrong"]) if found["valid"] or found["wrong"] else ["not valid"]
