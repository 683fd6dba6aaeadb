"""The notebook of a page, for readers who have JupyterLab."""

from __future__ import annotations

import shutil
from pathlib import Path

import jupytext
import nbformat
from sphinx.application import Sphinx

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


def write(app: Sphinx, site: Path) -> None:
    """Write every page's notebook into the site, without outputs made on our machine."""
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
        for number, cell in enumerate(notebook.cells):
            cell["id"] = (
                f"cell-{number}"  # jupytext draws random ones, and the site is to be the same each time
            )
        nbformat.write(notebook, target)
