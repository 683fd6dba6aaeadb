"""The house: imports run one way, and a tutor who marks does not wait for what marking does not use."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "compassion_course"
PARTS = ["corpus", "models", "analysis", "exercises", "desk", "widgets", "site", "cli", "__main__"]


def _parts_imported(path: Path) -> set[str]:
    """Name the parts of the package that a module imports, wherever in the file."""
    package = ["compassion_course", *path.relative_to(SOURCE).with_suffix("").parts]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level] if node.level else []
            names = [".".join([*base, *(node.module or "").split(".")]).strip(".")]
            names += [f"{names[0]}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            first, *rest = name.split(".")
            if first == "compassion_course" and rest and rest[0] in PARTS:
                found.add(rest[0])
    return found


MODULES = sorted(path for path in SOURCE.rglob("*.py") if "node_modules" not in path.parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_part_imports_only_from_parts_before_it(path: Path):
    part = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if part == "__init__":
        assert not _parts_imported(path)
        return
    allowed = set(PARTS[: PARTS.index(part) + 1])
    assert _parts_imported(path) <= allowed


def test_the_rule_is_able_to_fail(tmp_path):
    upward = SOURCE / "corpus" / "__init__.py"
    assert "corpus" in _parts_imported(upward)
    assert "exercises" in _parts_imported(SOURCE / "desk" / "mark.py")


@pytest.mark.parametrize("module", ["compassion_course", "compassion_course.cli", "compassion_course.desk"])
def test_importing_loads_neither_pandas_nor_altair(module: str):
    heavy = "{'pandas', 'altair', 'jsonschema', 'nbclient', 'anywidget', 'sphinx'}"
    code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_folder_is_named_for_nothing():
    vague = {"utils", "helpers", "common", "misc", "base"}
    assert not [path for path in MODULES if path.stem in vague or path.parent.name in vague]


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["ruff", "format", "types"],
)
def test_the_code_is_typed_and_tidy(command: tuple[str, ...]):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=SOURCE.parent.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
