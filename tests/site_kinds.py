"""One page of every kind, for what is measured rather than tried on every page."""

from __future__ import annotations

from conftest import Site

KINDS = {
    "welcome": "book/welcome.html",
    "chapter, small widgets": "chapters/06-supervision-leadership-culture.html",
    "chapter, large widgets": "chapters/04-three-systems.html",
    "chapter, most widgets": "chapters/12-evidence-to-my-service.html",
    "exercise": "exercises/three-systems-coding/exercise.html",
    "exercise, numbers": "exercises/numbers/exercise.html",
    "coding desk": "book/widgets/transcript-coder.html",
    "widget": "book/widgets/working-day.html",
    "interview": "book/interviews/P05.html",
    "reference list": "book/bibliography.html",
    "source map": "book/source-map.html",
    "glossary": "book/glossary.html",
    "CPD": "book/cpd.html",
    "CPD record": "book/cpd-record.html",
    "for tutors": "book/teaching/vle.html",
}


def kinds(site: Site) -> dict[str, str]:
    """Give the page that stands for each kind, among those that the site has."""
    present = set(site.pages)
    return {kind: page for kind, page in KINDS.items() if page in present}
