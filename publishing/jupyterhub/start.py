"""Put the course's notebooks into a trainee's folder, then start their JupyterLab; run as the trainee.

A notebook that was worked in is left as it is. One that was not gives way to the course's newer one.
"""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

FOLDER = "compassion-at-work"
#: What was put there, by digest: what still has its digest has not been worked in.
NOTE = ".put-there.json"


def digest(path: Path) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def put_notebooks(source: Path, home: Path) -> list[str]:
    """Copy the notebooks that are missing or were never worked in, and say which were."""
    # 0700: on some systems everybody may look into everybody's home.
    target = home / FOLDER
    target.mkdir(mode=0o700, exist_ok=True)
    note = target / NOTE
    try:
        put = dict(json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        put = {}
    written = []
    for notebook in sorted(source.glob("*.ipynb")):
        copy = target / notebook.name
        fresh = digest(notebook)
        if copy.exists() and (put.get(copy.name) != digest(copy) or put[copy.name] == fresh):
            continue
        unfinished = target / f".{notebook.name}.part"
        shutil.copyfile(notebook, unfinished)
        unfinished.replace(copy)
        put[copy.name] = fresh
        written.append(copy.name)
    if written:
        unfinished = note.with_suffix(".part")
        unfinished.write_text(json.dumps(put, indent=1), encoding="utf-8")
        unfinished.replace(note)
    return written


def main(arguments: list[str]) -> None:
    """Put the notebooks there and become the server."""
    source = Path(os.environ["COMPASSION_NOTEBOOKS"])
    if not any(source.glob("*.ipynb")):
        sys.exit(f"{source}: no notebooks. Copy _build/html/notebooks there, or set COMPASSION_NOTEBOOKS.")
    # What is made here is this person's alone.
    os.umask(0o077)
    put_notebooks(source, Path.home())
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
