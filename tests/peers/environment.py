"""An environment of its own for each real program that our files are tried in.

Its lock stands in ``tests/peers/<name>/`` (``requirements.txt`` for a program from PyPI,
``package-lock.json`` for one from npm), or where a lock that we give to others stands. The environment is
made on first use in ``.peers/<name>`` and again when the lock changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import node

PEERS = Path(__file__).resolve().parent
CACHE = PEERS.parent.parent / ".peers"


def python_of(name: str, *locks: Path) -> Path:
    """Give the Python of a peer's environment, made if need be."""
    locks = locks or (PEERS / name / "requirements.txt",)
    folder = CACHE / name
    content = b"".join(lock.read_bytes() for lock in locks)
    wanted = hashlib.sha256(content + sys.version.encode()).hexdigest()
    mark = folder / ".installed"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if mark.is_file() and mark.read_text() == wanted:
        return python
    _empty(folder)
    venv.create(folder, with_pip=True)
    quiet = ["--quiet", "--disable-pip-version-check"]
    named = [part for lock in locks for part in ("-r", lock)]
    subprocess.run([python, "-m", "pip", "install", *quiet, *named], check=True)
    mark.write_text(wanted)
    return python


def modules_of(name: str) -> Path:
    """Give the ``node_modules`` of a peer from npm, made if need be."""
    lock = PEERS / name / "package-lock.json"
    folder = CACHE / name
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    mark = folder / ".installed"
    if mark.is_file() and mark.read_text() == wanted:
        return folder / "node_modules"
    _empty(folder)
    folder.mkdir()
    for part in (lock, lock.with_name("package.json")):
        shutil.copyfile(part, folder / part.name)
    # No install script is run: a program that has to fetch more to work is none that we ask.
    node.run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", cwd=folder)
    mark.write_text(wanted)
    return folder / "node_modules"


def _empty(folder: Path) -> None:
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n")
    shutil.rmtree(folder, ignore_errors=True)
