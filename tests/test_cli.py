"""The command: what it says, how it ends, and how little it loads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_course import FOLDER, MODEL_BYTES, SLUG, sheet_bytes

from compassion_course import __version__, cli, corpus
from compassion_course.corpus import Course
from compassion_course.desk.gradebook import Gradebook
from compassion_course.exercises import exercise_slugs

REPOSITORY = Path(__file__).resolve().parent.parent
SLUGS = exercise_slugs(Course(REPOSITORY))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / "one.json").write_bytes(sheet_bytes("T0001"))
    return folder


def test_the_version_is_the_packages() -> None:
    assert run("--version").output == f"compassion-course, version {__version__}\n"


def test_it_runs_as_a_module_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "compassion_course", "--version"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert __version__ in done.stdout


@pytest.mark.parametrize("verb", ["book", "check", "mark", "notebooks", "schema", "schema answers", "serve"])
def test_every_verbs_help_shows_an_example(verb: str) -> None:
    output = run(*verb.split(), "--help").output
    assert f"compassion-course {verb}" in output.replace("Examples:", "Example:").partition("Example:")[2]


def test_the_verbs_of_the_site_are_listed_beside_ours() -> None:
    output = run("--help").output
    for verb in ("book", "check", "mark", "notebooks", "schema", "serve"):
        assert f"  {verb} " in output


def test_without_the_site_its_verbs_are_missing_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_site", lambda: None)
    output = run("--help").output
    assert "mark" in output
    assert "serve" not in output
    assert run("serve").exit_code == 2


def test_marking_a_good_folder_ends_with_nought(handed_in: Path, tmp_path: Path) -> None:
    result = run("mark", handed_in, "--out", tmp_path / "out", "--course", FOLDER)
    assert result.exit_code == 0
    assert "1 file looked at, 1 sheet marked." in result.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        ".marking.lock",
        "cohort.html",
        "feedback",
        "gradebook.db",
        "marks.csv",
        "problems.csv",
    }


def test_marking_a_folder_with_a_bad_file_ends_with_one(handed_in: Path, tmp_path: Path) -> None:
    (handed_in / "bad.json").write_bytes(MODEL_BYTES[:100])
    result = run("mark", handed_in, "--out", tmp_path / "out", "--course", FOLDER)
    assert result.exit_code == 1
    assert "2 files looked at, 1 sheet marked" in result.output
    assert "problems.csv" in result.output


def test_notes_alone_are_no_problem(handed_in: Path, tmp_path: Path) -> None:
    (handed_in / "one.json").write_bytes(b"\xef\xbb\xbf" + MODEL_BYTES)
    assert run("mark", handed_in, "--out", tmp_path / "out", "--course", FOLDER).exit_code == 0


def test_a_roster_and_one_exercise_can_be_named(handed_in: Path, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(
        "trainee,name,email\nT0001,Ann Lee,ann@example.org\n", encoding="utf-8"
    )
    arguments = ("mark", handed_in, "--out", tmp_path / "out", "--course", FOLDER)
    assert run(*arguments, "--roster", tmp_path / "roster.csv", "--exercise", SLUG).exit_code == 0
    assert "Ann Lee" in (tmp_path / "out" / "marks.csv").read_text(encoding="utf-8")


def test_a_roster_beside_the_sheets_is_not_taken_for_a_hand_in(handed_in: Path, tmp_path: Path) -> None:
    roster = handed_in / "roster.csv"
    roster.write_text("trainee\nT0001\n", encoding="utf-8")
    result = run("mark", handed_in, "--out", tmp_path / "out", "--course", FOLDER, "--roster", roster)
    assert result.exit_code == 0, result.output


UNUSABLE = {
    "no such folder": ("mark", "nowhere", "--out", "out"),
    "no folder at all": ("mark", "--out", "out"),
    "no place for the marks": ("mark", "."),
    "no course": ("check", "--course", "nowhere"),
    "nothing in the folder": ("mark", ".", "--out", "out", "--course", FOLDER),
    "no such exercise": ("mark", ".", "--out", "out", "--course", FOLDER, "--exercise", "nothing"),
    "no such notebook": ("notebooks", "nothing", "--course", FOLDER),
    "no such verb": ("marc",),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_command_that_cannot_do_its_work_ends_with_two(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*UNUSABLE[name])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.output.strip()


def test_ctrl_c_ends_in_words_with_its_own_code(
    handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("mark", handed_in, "--out", tmp_path / "out", "--course", FOLDER)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Gradebook, "add", stop)
        stopped = run(*arguments)
    assert stopped.exit_code == 130
    assert "run the same command again" in stopped.output
    assert run(*arguments).exit_code == 0
    assert "T0001" in (tmp_path / "out" / "marks.csv").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_read_is_named_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "data/locked.jsonl")

    monkeypatch.setattr(corpus, "course_faults", denied)
    result = run("check", "--course", FOLDER)
    assert result.exit_code == 2
    assert "data/locked.jsonl: Permission denied." in result.output


def test_the_schema_is_printed_as_json() -> None:
    schema = json.loads(run("schema", "answers").output)
    assert schema["properties"]["format"] == {"const": "compassion-course/answers"}


def test_check_names_what_is_to_mend(copy: Path) -> None:
    key = copy / "exercises" / SLUG / "key.yml"
    key.write_text(key.read_text(encoding="utf-8").replace("answer: [b]", "answer: [q]"), encoding="utf-8")
    result = run("check", "--course", copy)
    assert result.exit_code == 1
    line = key.read_text(encoding="utf-8").partition("  purpose:")[0].count("\n") + 1
    assert f"exercises/{SLUG}/key.yml:{line}: items.purpose names q." in result.output


def test_the_course_itself_has_nothing_to_mend() -> None:
    result = run("check", "--course", REPOSITORY)
    assert result.output == "Nothing to mend.\n"
    assert result.exit_code == 0


HEAVY = (
    "pandas",
    "altair",
    "jsonschema",
    "nbclient",
    "nbformat",
    "rich",
    "IPython",
    "anywidget",
    "sphinx",
    "numpy",
)


def test_marking_loads_nothing_that_it_does_not_use(handed_in: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from compassion_course.cli import main; main(sys.argv[1:], standalone_mode=False); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "mark", handed_in, "--out", tmp_path / "out", "--course", FOLDER],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


# --- notebooks --------------------------------------------------------------------------------


#: One entry of the key, one tolerance, one word of the transcript that an answer rests on.
CHANGES = [
    (f"exercises/{SLUG}/key.yml", "chest: [threat]", "chest: [drive]"),
    (f"exercises/{SLUG}/key.yml", "tolerance: 0.5", "tolerance: 0.4"),
    ("data/transcripts/X01.jsonl", "My chest was tight", "My chest was light"),
]


def nbval(*notebooks: Path) -> subprocess.CompletedProcess[str]:
    """Run notebooks again and compare every output with the one that they hold."""
    arguments = ["--nbval", "--nbval-sanitize-with", REPOSITORY / "tests" / "nbval.cfg"]
    arguments += ["--rootdir", notebooks[0].parent.parent, "-c", os.devnull]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, *notebooks],
        env={name: value for name, value in ENVIRONMENT.items() if name != "COMPASSION_COURSE"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_notebooks_are_made_checked_and_seen_to_drift(copy: Path) -> None:
    assert (
        "tea-round/model_answer.ipynb: is missing."
        in run("notebooks", SLUG, "--check", "--course", copy).output
    )
    made = run("notebooks", SLUG, "--course", copy)
    assert made.exit_code == 0, made.output
    folder = copy / "exercises" / SLUG
    text = (folder / "exercise.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    assert text == json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert "cw-canary" not in text
    assert "They help one think about motives." not in text
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert "SupportBox()" in code[0]["source"]
    assert all(cell["metadata"]["tags"][0] in {"hide-input", "remove-cell"} for cell in code)

    assert run("notebooks", SLUG, "--check", "--course", copy).exit_code == 0
    assert nbval(folder / "model_answer.ipynb").returncode == 0

    for name, old, new in CHANGES:
        path = copy / name
        as_it_was = path.read_text(encoding="utf-8")
        assert old in as_it_was
        path.write_text(as_it_was.replace(old, new, 1), encoding="utf-8")
        assert nbval(folder / "model_answer.ipynb").returncode == 1, f"{name}: {new}"
        if (name, old, new) == CHANGES[0]:
            drifted = run("notebooks", SLUG, "--check", "--course", copy)
            assert "model_answer.ipynb: has drifted, first in the outputs of cell" in drifted.output
        path.write_text(as_it_was, encoding="utf-8")


@pytest.mark.parametrize("notebook", ["exercise.ipynb", "model_answer.ipynb"])
def test_every_exercises_notebooks_run_to_the_outputs_that_they_hold(notebook: str) -> None:
    """All in one run: to start nbval for each would take longer than the notebooks do."""
    notebooks = sorted((REPOSITORY / "exercises").glob(f"*/{notebook}"))
    assert len(notebooks) == len(SLUGS)
    done = nbval(*notebooks)
    assert done.returncode == 0, done.stdout[-3000:]


def test_making_a_notebook_takes_up_nobodys_answers(tmp_path: Path) -> None:
    """Somebody did the exercise in JupyterLab, in the very folder: their codings must not be published."""
    course = tmp_path / "course"
    for part in ("data", "exercises", "chapters"):
        shutil.copytree(REPOSITORY / part, course / part)
    folder = course / "exercises" / "three-systems-coding"
    answers = (folder / "model_answers.json").read_text(encoding="utf-8").replace('"MODEL"', '"me"')
    (folder / "three-systems-coding--me--1.answers.json").write_text(answers, encoding="utf-8")
    result = run("notebooks", "three-systems-coding", "--check", "--course", course)
    assert result.exit_code == 0, result.output
