"""The notebook of a page, for readers who have JupyterLab."""

from __future__ import annotations

import shutil
from pathlib import Path

import jupytext
import nbformat
from pybtex.database import parse_file
from sphinx.application import Sphinx

from compassion_course.site import package
from compassion_course.site.plain_markdown import PlainMarkdown, glued

FOLDER = "notebooks"


def name_for(docname: str) -> str:
    """Return the notebook's file name, "" for pages that are no notebooks.

    An exercise's page is always called `exercise`, so its notebook takes the folder's name.
    """
    parts = docname.split("/")
    if parts[0] == "chapters":
        return f"{parts[-1]}.ipynb"
    if parts[0] == "exercises":
        return f"{parts[1]}.ipynb"
    return ""


def link(app: Sphinx, docname: str) -> str:
    """Return the address of a page's notebook as seen from the page, or ""."""
    name = name_for(docname)
    return "../" * docname.count("/") + f"{FOLDER}/{name}" if name else ""


def package_link(app: Sphinx, docname: str) -> str:
    """Return the address of the package that runs the notebooks, as seen from a page, or ""."""
    wheel = package.waiting(Path(app.srcdir))
    return "../" * docname.count("/") + f"{FOLDER}/{wheel.name}" if wheel else ""


def write(app: Sphinx, site: Path) -> None:
    """Write every page's notebook into the site, without outputs made on our machine, and what runs them."""
    package.publish(Path(app.srcdir), site / FOLDER)
    sources = parse_file(str(Path(app.srcdir) / "book" / "references.bib"))
    titles = {name.rsplit("/", 1)[-1]: title.astext() for name, title in app.env.titles.items()}
    for docname in sorted(app.env.all_docs):
        name = name_for(docname)
        if not name:
            continue
        target = site / FOLDER / name
        target.parent.mkdir(exist_ok=True)
        source = Path(app.env.doc2path(docname))
        if source.suffix == ".ipynb":
            shutil.copyfile(source, target)
            continue
        notebook = jupytext.read(source)
        kept = glued(site.parent / "jupyter_execute" / f"{docname}.glue.json")
        words = PlainMarkdown(sources, titles, kept)
        for number, cell in enumerate(notebook.cells):
            # jupytext draws random ids, and the site is to be the same each time
            cell["id"] = f"cell-{number}"
            if cell.cell_type == "markdown":
                cell.source = words.text(cell.source)
        nbformat.write(notebook, target)
