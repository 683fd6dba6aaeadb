"""The house: imports run one way, and a tutor who marks does not wait for what marking does not use."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from compassion_course.site.stage import belongs_to_tutors, trainee_files

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src" / "compassion_course"
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


def test_an_upward_import_is_seen_wherever_it_stands(tmp_path, monkeypatch):
    monkeypatch.setattr("test_package.SOURCE", tmp_path)
    (tmp_path / "corpus").mkdir()
    planted = tmp_path / "corpus" / "planted.py"
    planted.write_text(
        "def late():\n    from ..desk.mark import mark\n    import compassion_course.site.book\n"
    )
    assert _parts_imported(planted) == {"desk", "site"}


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


# --- the wheel --------------------------------------------------------------------------------

CARRIED = "compassion_course/course/"


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", folder, ".")
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_what_a_downloaded_notebook_reads(wheel: Path):
    carried = {name.removeprefix(CARRIED) for name in zipfile.ZipFile(wheel).namelist() if CARRIED in name}
    public = {str(name) for name in trainee_files(REPOSITORY) if name.parts[0] in {"chapters", "data"}}
    exercises = {
        path.relative_to(REPOSITORY).as_posix()
        for pattern in ("exercise.yml", "exercise.ipynb")
        for path in REPOSITORY.glob(f"exercises/*/{pattern}")
    }
    assert public
    assert exercises
    assert carried == public | exercises | {"exercises/hand-in.md"}


def test_the_wheel_carries_the_built_widgets_and_the_theme(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("widgets/built", "site/theme"):
        files = [path for path in (SOURCE / folder).rglob("*") if path.is_file()]
        assert files
        assert {f"compassion_course/{path.relative_to(SOURCE).as_posix()}" for path in files} <= names
    assert not [name for name in names if "node_modules" in name]


def test_the_wheel_carries_nothing_that_only_tutors_may_see(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(CARRIED):
                assert not belongs_to_tutors(PurePosixPath(name.removeprefix(CARRIED))), name
            for key in REPOSITORY.glob("exercises/*/key.yml"):
                canary = key.read_text(encoding="utf-8").partition("cw-canary-")[2][:32]
                assert canary.encode() not in archive.read(name), name


def test_an_installed_wheel_is_a_course_of_its_own(wheel: Path, tmp_path: Path):
    pip("install", "--no-deps", "--no-index", "--target", tmp_path / "installed", wheel)
    (tmp_path / "empty").mkdir()
    program = (
        "from compassion_course.corpus import *\n"
        "from compassion_course.exercises import *\n"
        "from compassion_course.exercises.minutes import chapter_minutes\n"
        "course = find_course()\n"
        "print(course.root)\n"
        "print(load_transcript(course, 'T01'), chapter_minutes('04-three-systems').total > 0)\n"
        "for slug in exercise_slugs(course):\n"
        "    public_exercise(course, slug)\n"
        "    try:\n"
        "        load_key(course, slug)\n"
        "    except CourseError as error:\n"
        "        print(error.problem)\n"
    )
    surroundings = {name: value for name, value in os.environ.items() if name != "COMPASSION_COURSE"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path / "empty",
        env={**surroundings, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    root, read, *keys = done.stdout.splitlines()
    assert root == str(tmp_path / "installed" / "compassion_course" / "course")
    assert read.startswith("Transcript('T01'")
    assert read.endswith("True")
    assert set(keys) == {"This course has no key for the exercise."}
