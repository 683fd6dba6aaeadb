"""An environment of its own for each real program that our files are tried in.

Its lock stands in ``tests/peers/<name>/requirements.txt``; the environment is made on first use in
``.peers/<name>`` and again when the lock changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PEERS = Path(__file__).resolve().parent
CACHE = PEERS.parent.parent / ".peers"


def python_of(name: str) -> Path:
    """Give the Python of a peer's environment, made if need be."""
    lock = PEERS / name / "requirements.txt"
    folder = CACHE / name
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    mark = folder / ".installed"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if mark.is_file() and mark.read_text() == wanted:
        return python
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n")
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "install", *quiet, "-r", lock], check=True)
    mark.write_text(wanted)
    return python
