"""A site of two chapters, as small as the layout allows: for what is refused and what must be the same."""

from __future__ import annotations

from pathlib import Path

from compassion_course.site.scorm import PROMISE

PAGES = {
    "book/welcome.html": "Welcome",
    "chapters/01-tea.html": "Tea",
    "exercises/tea-round/exercise.html": "A round of tea",
    "chapters/02-milk.html": "Milk & sugar",
    "book/glossary.html": "Glossary",
}
TEXTS = {
    "chapters/01-tea.html": '<p id="first"><a href="02-milk.html#how">Later</a>, '
    '<a class="word" href="../book/glossary.html#term-tea">tea</a>, '
    '<a href="https://doi.org/10.1/x">paper</a>, <a href="#first">here</a>, '
    '<a href="../notebooks/01-tea.ipynb" download>notebook</a>.</p>',
    "book/glossary.html": '<p id="term-tea"><a href="../chapters/02-milk.html">Milk</a></p>',
}


def check(question: str) -> str:
    return (
        f'<div class="cw-widget" data-widget="Check" data-key="{question}"><div class="cw-fallback">?</div>'
        f'<script type="application/json" class="cw-traits">{{"item":{{"id":"{question}",'
        '"prompt":"\\u003ca href=\\"gone.html\\">"}}</script></div>'
    )


def page(name: str, text: str, foot: str) -> str:
    up = "../" * name.count("/")

    def line(to: str, title: str, number: str = "", below: str = "") -> str:
        address = "" if to == name else up + to
        return f'<li><a href="{address}">{number}{title}</a>{below}</li>'

    def chapter(to: str, title: str, number: int, below: str = "") -> str:
        return line(to, title, f'<span class="n">{number}</span> ', below)

    exercise = f"<ul>{line('exercises/tea-round/exercise.html', 'A round of tea')}</ul>"
    title = PAGES[name].replace("&", "&amp;")
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title} – Tea at work</title>
<link rel="next" href="02-milk.html">
</head><body data-root="{up}">
<a class="book" href="{up}book/welcome.html"><span>Tea at work</span></a>
<nav class="course" id="c"><ul class="start">{line("book/welcome.html", "Welcome")}</ul>
<h2>Part</h2>
<ul>
{chapter("chapters/01-tea.html", "Tea", 1, exercise)}
{chapter("chapters/02-milk.html", "Milk &amp; sugar", 2)}
</ul>
<h2>For reference</h2><ul>{line("book/glossary.html", "Glossary")}</ul></nav>
<main><article>{text}</article>
<nav class="turn" aria-label="Next"><a rel="next" class="next" href="{up}chapters/02-milk.html">Next</a></nav>
</main>
<footer class="foot"><p>{foot}</p></footer></body></html>
"""


def make(folder: Path, *, questions: int = 2, foot: str = PROMISE) -> Path:
    """Write the site; each chapter has the given number of questions."""
    files = {
        name: page(
            name,
            TEXTS.get(name, "<p>Text.</p>")
            + "".join(
                check(f"{Path(name).stem}-{at}") for at in range(questions) if name.startswith("chapters")
            ),
            foot,
        )
        for name in PAGES
    }
    files["index.html"] = "<!DOCTYPE html><title>Tea at work</title><main></main>"
    files["notebooks/01-tea.ipynb"] = "{}"
    files["_static/course.js"] = "// the frame"
    files["_static/search-data.js"] = (
        'compassionSearch([{"url":"chapters/01-tea.html#first","text":"(tea)"},'
        '{"url":"chapters/02-milk.html","text":"milk"}]);\n'
    )
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder
