"""The Sphinx extension behind the published site (`sphinx.extra_extensions` in _config.yml).

Jupyter Book loads a theme and a dozen extensions that each bring scripts and style sheets. This extension
comes after them: it takes their page assets out, puts the course's own layout in, and lets a page load only
what it uses.
"""

from __future__ import annotations

import html
import os
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from myst_nb.core.render import load_mime_renders
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from compassion_course.corpus import CourseError
from compassion_course.site import (
    cpd_record,
    digest,
    editions,
    glossary,
    interviews,
    navigation,
    notebooks,
    policy,
    redirects,
    references,
    search_data,
    source_map,
)
from compassion_course.site.bibliography import PlainReferences
from compassion_course.site.cache import ADDRESS_VARIABLE, CACHE_VARIABLE
from compassion_course.site.code_colours import write_code_colours
from compassion_course.site.folding import FoldBoxes, FoldingNode, depart_fold, fold_code, visit_fold
from compassion_course.site.mime import (
    CourseWidgetNode,
    CourseWidgetRenderer,
    MergeFallbacks,
    visit_widget,
    visit_widget_as_text,
)
from compassion_course.widgets import files

THEME = Path(__file__).parent / "theme"
#: The page that says how to run a notebook.
HELP = "book/how-to-use"
#: What every page loads to remember, with leave, what was read on it; built with the widgets.
PROGRESS = "progress.js"

#: Extensions whose listeners only serve Jupyter Book's default theme or add scripts that no page here uses.
UNUSED = (
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinx_copybutton",
    "sphinx_comments",
    "sphinx_design",
    "sphinx_book_theme",
    "pydata_sphinx_theme",
    "sphinx.ext.mathjax",
    "jupyter_book",
)
#: MyST-NB's own page assets; its style sheet styles cells that our layout styles itself.
UNUSED_LISTENERS = {"add_global_html_resources", "add_per_page_html_resources"}

_EMPTY_HEADER = re.compile(r"<th(\s[^>]*)?>\s*</th>")
_RAW_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_STYLE = re.compile(r"<style scoped>.*?</style>", re.DOTALL)

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the theme, the nodes and the events."""
    _silence(app)
    references.register()
    interviews.register(app)
    cpd_record.register(app)
    app.add_html_theme("compassion_course", str(THEME))
    app.add_node(
        CourseWidgetNode,
        html=(visit_widget, None),
        text=(visit_widget_as_text, None),
        latex=(visit_widget_as_text, None),
    )
    app.add_node(FoldingNode, html=(visit_fold, depart_fold))
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_fold))
    app.add_node(nodes.table, override=True, html=(_visit_table, _depart_table))
    app.add_node(nodes.entry, override=True, html=(_visit_entry, _depart_entry))
    app.add_post_transform(MergeFallbacks)
    app.add_post_transform(PlainReferences)
    app.add_post_transform(FoldBoxes)
    app.connect("config-inited", _configure)
    app.connect("builder-inited", _check_renderer)
    app.connect("doctree-read", fold_code)
    app.connect("doctree-read", editions.add_anchors)
    app.connect("doctree-resolved", source_map.add_tables)
    app.connect("doctree-resolved", glossary.link_first_uses)
    app.connect("doctree-resolved", _mend_raw_tables)
    app.connect("html-page-context", _page_context)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _silence(app: Sphinx) -> None:
    for event, listeners in app.events.listeners.items():
        app.events.listeners[event] = [
            listener
            for listener in listeners
            if not (getattr(listener.handler, "__module__", None) or "").startswith(UNUSED)
            and getattr(listener.handler, "__name__", "") not in UNUSED_LISTENERS
        ]


def _configure(app: Sphinx, config: Config) -> None:
    cache = os.environ.get(CACHE_VARIABLE)
    if cache:
        config["nb_execution_cache_path"] = cache
    values: dict[str, Any] = {
        "nb_ipywidgets_js": {},
        "nb_code_prompt_show": "The code behind this",
        "nb_code_prompt_hide": "The code behind this",
        "html_copy_source": False,
        "html_show_sourcelink": False,
    }
    # Named on the command line: the same sources are published at several places.
    if address := os.environ.get(ADDRESS_VARIABLE):
        values["html_baseurl"] = address
    for name, value in values.items():
        config[name] = value


def _check_renderer(app: Sphinx) -> None:
    if CourseWidgetRenderer not in load_mime_renders():
        raise ExtensionError(
            "The course's package is installed without its entry points, so no widget would reach a page. "
            "Install it again: python -m pip install --no-deps -e ."
        )
    # Sphinx writes a search page and an index of stems for its own search; the pages here have another.
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False


def _visit_table(translator: HTML5Translator, node: nodes.table) -> None:
    translator.body.append('<div class="table-scroll">\n')
    HTML5Translator.visit_table(translator, node)


def _depart_table(translator: HTML5Translator, node: nodes.table) -> None:
    HTML5Translator.depart_table(translator, node)
    translator.body.append("</div>\n")


def _visit_entry(translator: HTML5Translator, node: nodes.entry) -> None:
    HTML5Translator.visit_entry(translator, node)
    if translator.context[-1].startswith("</th>") and not node.astext().strip():
        # a corner without words heads nothing, and is announced as a heading all the same
        translator.body[-1] = translator.body[-1].replace("<th", "<td", 1)
        translator.context[-1] = translator.context[-1].replace("</th>", "</td>", 1)


def _depart_entry(translator: HTML5Translator, node: nodes.entry) -> None:
    HTML5Translator.depart_entry(translator, node)


def _mend_raw_tables(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let wide tables that cells print scroll by themselves, and leave no header without a word in it."""
    for raw in doctree.findall(nodes.raw):
        text = raw.astext()
        if raw.get("format") != "html" or "<table" not in text:
            continue
        mended = _EMPTY_HEADER.sub(r"<td\1></td>", _STYLE.sub("", text))
        mended = _RAW_TABLE.sub(lambda found: f'<div class="table-scroll">{found[0]}</div>', mended)
        raw.children = [nodes.Text(mended)]
        raw.rawsource = mended


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is not None and any(
        doctree.findall(lambda node: isinstance(node, nodes.math | nodes.math_block))
    ):
        logger.warning(
            "formulae need a script that this site does not carry; write the sum in words", location=pagename
        )
    widgets = (
        [] if doctree is None else sorted({node["widget"] for node in doctree.findall(CourseWidgetNode)})
    )
    body = context.get("body") or ""
    styles = ["course.css"]
    if 'class="highlight' in body:
        styles.append("code.css")
    if 'class="cw-' in body:  # figures and the support box use the widgets' look without being any
        named = ["widgets", *(name for widget in widgets for name in files.styles_of(widget))]
        styles += [f"widgets/{name}.css" for name in dict.fromkeys(named)]
    scripts = ["course.js", PROGRESS]
    if cpd_record.WIDGET in widgets:
        # before the widget that shows it
        scripts.append(digest.SCRIPT.removeprefix("_static/"))
    if widgets:
        named = [*(name for widget in widgets for name in files.scripts_of(widget)), "host"]
        scripts += [f"widgets/{name}.page.js" for name in dict.fromkeys(named)]
    # docutils adds a viewport, which the layout has, and closes its tags as XHTML does
    tags = [
        tag.replace(" />", ">")
        for tag in (context.get("metatags") or "").splitlines()
        if tag and 'name="viewport"' not in tag
    ]
    if not any('name="description"' in tag for tag in tags):
        text = html.escape(navigation.description(doctree))
        tags.append(f'<meta name="description" content="{text}">')
    context["metatags"] = "\n".join(tags)
    edition = editions.present(Path(app.srcdir))
    context.update(
        course_edition=edition,
        course_changes=app.builder.get_relative_uri(pagename, editions.PAGE)
        if editions.PAGE in app.env.all_docs
        else None,  # and "" on that page itself
        course_css=styles,
        course_js=scripts,
        course_parts=navigation.parts(app, pagename),
        course_place=navigation.place(app, pagename),
        course_sections=navigation.sections(doctree),
        course_notebook=notebooks.link(app, pagename),
        course_package=notebooks.package_link(app, pagename),
        course_record=(
            app.builder.get_relative_uri(pagename, cpd_record.PAGE)
            if cpd_record.PAGE in app.env.all_docs
            else ""
        ),
        course_help=app.builder.get_relative_uri(pagename, HELP) if HELP in app.env.all_docs else "",
    )


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Leave in the output what a page can ask for, and nothing else."""
    if exception is not None or app.builder.name != "html":
        return
    site = Path(app.outdir)
    for name in (".buildinfo", "objects.inv"):
        (site / name).unlink(missing_ok=True)
    for name in ("_sphinx_design_static", "_sources"):
        shutil.rmtree(site / name, ignore_errors=True)
    _keep_own_assets(site)
    _write_entrance(app, site)
    _write_lost_page(app, site)
    try:
        redirects.write(Path(app.srcdir), site)
    except CourseError as error:
        raise ExtensionError(str(error)) from error
    notebooks.write(app, site)
    pages = [app.builder.get_target_uri(name) for name in navigation.reading_order(app)]
    search_data.write(site, pages)
    for page in sorted(site.rglob("*.html")):
        page.write_text(policy.with_policy(page.read_text(encoding="utf-8")), encoding="utf-8")


def _write_entrance(app: Sphinx, site: Path) -> None:
    """Write index.html, which leads to the welcome page; a link stands there for browsers that stay."""
    target = app.builder.get_target_uri(str(app.config.root_doc))
    title = html.escape(str(app.config.html_title))
    (site / "index.html").write_text(
        f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="The way into the course.">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="stylesheet" href="_static/course.css">
</head>
<body>
<main><h1>{title}</h1><article><p><a href="{target}">Go to the course</a></p></article></main>
</body>
</html>
""",
        encoding="utf-8",
    )


def _write_lost_page(app: Sphinx, site: Path) -> None:
    """Write what a server shows in place of a page that is not there."""
    root = urlsplit(str(app.config.html_baseurl)).path.rstrip("/") + "/"
    title = html.escape(str(app.config.html_title))
    (site / redirects.LOST).write_text(redirects.lost_page(title, root), encoding="utf-8")


def _keep_own_assets(site: Path) -> None:
    static = site / "_static"
    shutil.rmtree(static)
    shutil.copytree(THEME / "static", static)
    write_code_colours(static / "code.css")
    shutil.copyfile(files.BUILT / "progress.page.js", static / PROGRESS)
    used: set[str] = set()
    for page in site.rglob("*.html"):
        used |= set(re.findall(r"_static/(widgets/[\w.-]+)", page.read_text(encoding="utf-8")))
    for script, late in files.LATE.items():
        if f"widgets/{script}.page.js" in used:
            used |= {f"widgets/{name}.page.js" for name in late}
    for name in sorted(used):
        source = files.BUILT / name.removeprefix("widgets/")
        if not source.is_file():
            raise ExtensionError(f"{source} is missing, and a page needs it. Run: make js")
        (static / "widgets").mkdir(exist_ok=True)
        shutil.copyfile(source, static / name)
