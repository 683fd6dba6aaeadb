"""What a reader takes from the site runs and reads well in JupyterLab, away from the course's folder."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from pybtex.database import parse_file

from compassion_course.site import book, package
from compassion_course.site.plain_markdown import PlainMarkdown

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("[0-9][0-9]-*.md"))
MYST = re.compile(r"\{[a-z:]+\}[`\s]|^:::|^\([\w-]+\)=$", re.MULTILINE)


@pytest.fixture(scope="module")
def installed(site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that the site offers, installed beside what a reader has anyway."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = (site.folder / "notebooks").glob("*.whl")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target"]
    done = subprocess.run([*command, str(folder), str(wheel)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def away(installed: Path, folder: Path, program: str, *arguments: Path) -> str:
    """Run a program where only the installed package is there to be found."""
    surroundings = {name: value for name, value in os.environ.items() if name != "COMPASSION_COURSE"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(installed), *map(str, arguments)],
        cwd=folder,
        env={**surroundings, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_a_downloaded_chapter_runs_in_a_kernel_with_the_package_alone(site, installed: Path, tmp_path: Path):
    program = (
        "import sys, nbformat, nbclient, compassion_course\n"
        "assert compassion_course.__file__.startswith(sys.argv[1]), compassion_course.__file__\n"
        "notebook = nbformat.read(sys.argv[2], as_version=4)\n"
        "nbclient.NotebookClient(notebook, store_widget_state=False, timeout=120).execute()\n"
        "cells = [cell for cell in notebook.cells if cell.cell_type == 'code']\n"
        "print(sum(bool(cell.outputs) for cell in cells), len(cells))\n"
    )
    said = away(installed, tmp_path, program, site.folder / "notebooks" / "07-values-boundaries-peers.ipynb")
    shown, cells = map(int, said.split())
    assert shown >= cells - 2  # the imports show nothing


def test_every_downloaded_chapter_runs_with_the_package_alone(site, installed: Path, tmp_path: Path):
    """All in one process, each with names of its own: starting a kernel for each would take minutes."""
    program = (
        "import sys, nbformat, compassion_course\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "assert compassion_course.__file__.startswith(sys.argv[1]), compassion_course.__file__\n"
        "shell = InteractiveShell.instance()\n"
        "for path in sys.argv[2:]:\n"
        "    shell.reset(new_session=False)\n"
        "    for cell in nbformat.read(path, as_version=4).cells:\n"
        "        if cell.cell_type == 'code':\n"
        "            shell.run_cell(cell.source).raise_error()\n"
        "print('ran', len(sys.argv) - 2)\n"
    )
    notebooks = [site.folder / "notebooks" / f"{chapter}.ipynb" for chapter in CHAPTERS]
    assert away(installed, tmp_path, program, *notebooks).endswith(f"ran {len(CHAPTERS)}\n")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_downloaded_chapter_is_plain_markdown(site, chapter: str):
    notebook = nbformat.read(site.folder / "notebooks" / f"{chapter}.ipynb", as_version=4)
    words = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert not MYST.search(words), MYST.search(words)
    assert "https://doi.org/" in words.split("## References")[1]
    for linked in re.findall(r"\]\((\d\d-[\w-]+\.ipynb)\)", words):
        assert (site.folder / "notebooks" / linked).is_file()


def test_what_a_notebook_says_is_what_the_page_says(tmp_path: Path):
    bibliography = tmp_path / "references.bib"
    bibliography.write_text(
        "@article{a, author={One, Ann and Two, Bo and Three, C.}, title={T}, journal={J}, year={2001}}\n"
        "@misc{b, author={{World Health Organization}}, title={W}, year={2019}}\n",
        encoding="utf-8",
    )
    words = PlainMarkdown(parse_file(str(bibliography)), {"02-x": "The second"}, {"share": "41%"})
    assert words.text("(S0-05)=\nAs {cite:t}`a` say {cite:p}`a,b`, {glue:text}`share` do.") == (
        "As One et al. (2001) say (One et al., 2001; World Health Organization, 2019), 41% do."
    )
    assert words.text("See [](02-x.md) and [the box](#box), [out](https://x.org).") == (
        "See [The second](02-x.ipynb) and the box, [out](https://x.org)."
    )
    assert (
        words.text("```{admonition} Note\n:class: note\n\nTwo\nlines.\n```")
        == "> **Note**\n>\n> Two\n> lines."
    )


def test_the_page_that_says_how_names_the_package_that_is_there(site):
    (wheel,) = (site.folder / "notebooks").glob("*.whl")
    page = (site.folder / "book" / "how-to-use.html").read_text(encoding="utf-8")
    assert f"pip install {wheel.name}" in re.sub(r"<[^>]+>", "", page)


def test_the_package_is_the_same_every_time(tmp_path: Path):
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        wheel = package.make(ROOT, tmp_path / name)
        assert wheel
        made.append(hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert made[0] == made[1]


def test_a_key_packed_in_the_package_would_stop_the_build(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "course.whl", "w") as archive:
        archive.writestr("compassion_course/course/notes.txt", "cw-canary-" + "0a" * 16)
        archive.writestr("compassion_course/course/fine.txt", "nothing")
    found = book.leaked_into(tmp_path)
    assert "course.whl/compassion_course/course/notes.txt" in found
    assert not [name for name in found if name.endswith("fine.txt")]
