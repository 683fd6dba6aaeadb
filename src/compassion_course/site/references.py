"""How citations and references read: as in the journals that the readers know.

(Maslach and Leiter, 2016) in the text, and "Maslach, C., & Leiter, M. P. (2016). Title. *Journal*, *15*(2),
103–111." in the list. Titles stand as book/references.bib writes them; pybtex's own styles would make them
lower case.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from pybtex.plugin import find_plugin
from pybtex.plugin import register_plugin as register_pybtex
from pybtex.richtext import Text
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.unsrt import Style as Unsorted
from pybtex.style.formatting.unsrt import pages
from pybtex.style.sorting.author_year_title import SortingStyle as AuthorYearTitle
from pybtex.style.template import (
    field,
    first_of,
    href,
    join,
    names,
    optional,
    optional_field,
    sentence,
    tag,
    words,
)
from sphinxcontrib.bibtex.plugin import register_plugin as register_citation
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from compassion_course.site.editions import in_words

NAME = "compassion_course"
_AND = ", & "
#: pybtex's own parts that a list of references needs.
_OFTEN = (
    ("pybtex.backends", "plaintext"),
    ("pybtex.backends", "markdown"),
    ("pybtex.style.names", "lastfirst"),
    ("pybtex.style.labels", "number"),
)


def round_brackets() -> BracketStyle:
    """(One, 2001; Another, 2002)."""
    return BracketStyle(left="(", right=")", sep="; ")


class RoundBrackets(AuthorYearReferenceStyle):
    """Author and year in round brackets, "et al." from three authors on."""

    def __init__(self) -> None:
        super().__init__(
            bracket_parenthetical=round_brackets(),
            bracket_textual=round_brackets(),
            bracket_year=round_brackets(),
            bracket_label=round_brackets(),
            person=PersonStyle(
                style="last", abbreviate=False, sep2=" and ", last_sep=" and ", other=" et al."
            ),
        )


class ByAuthor(AuthorYearTitle):
    """Author, year, title; an organisation's braces, which keep its name whole, and accents do not count."""

    def persons_key(self, persons: Any) -> str:
        """Give the letters that authors are sorted by."""
        names = "\t".join(f"{'  '.join([*person.prelast_names, *person.last_names])}" for person in persons)
        letters = unicodedata.normalize("NFD", str(Text.from_latex(names)).lower())
        return "".join(letter for letter in letters if letter.isalnum() or letter in " \t")


class ReferenceList(Unsorted):
    """One entry of the list of references."""

    default_name_style = "lastfirst"
    default_sorting_style = NAME

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "abbreviate_names": True})

    def get_article_template(self, entry: Any) -> Any:
        """Journal in italics, volume in italics, issue in brackets."""
        volume = join[tag("em")[field("volume")], optional["(", field("number"), ")"]]
        return self._entry(
            entry,
            field("title"),
            sentence[join(sep=", ")[tag("em")[field("journal")], optional[volume], optional[pages]]],
        )

    def get_book_template(self, entry: Any) -> Any:
        """Title in italics, edition in brackets, publisher."""
        title = words[tag("em")[field("title")], optional["(", field("edition"), " ed.)"]]
        return self._entry(entry, title, sentence[optional_field("publisher")])

    def get_incollection_template(self, entry: Any) -> Any:
        """Chapter first, then the book that it is in."""
        editors = optional[words[names("editor", sep=", ", sep2=" & ", last_sep=_AND), "(Ed.),"]]
        book = words["In", editors, tag("em")[field("booktitle")], optional[join["(pp. ", pages, ")"]]]
        return self._entry(entry, field("title"), sentence[book], sentence[optional_field("publisher")])

    get_inbook_template = get_incollection_template
    get_inproceedings_template = get_incollection_template

    def get_phdthesis_template(self, entry: Any) -> Any:
        """Title in italics, then what kind of thesis and where."""
        kind = first_of[optional[field("type")], "Doctoral thesis"]
        return self._entry(entry, tag("em")[field("title")], sentence[join(sep=", ")[kind, field("school")]])

    def get_techreport_template(self, entry: Any) -> Any:
        """Title in italics, then who published it."""
        return self._entry(entry, tag("em")[field("title")], sentence[optional_field("institution")])

    def get_misc_template(self, entry: Any) -> Any:
        """Title in italics, then what it is."""
        return self._entry(
            entry,
            tag("em")[field("title")],
            sentence[optional_field("howpublished")],
            sentence[optional_field("publisher")],
        )

    get_online_template = get_misc_template
    get_booklet_template = get_misc_template

    def format_web_refs(self, entry: Any) -> Any:
        """Give the DOI as an address, or else the address."""
        doi = join["https://doi.org/", field("doi", raw=True)]
        url = field("url", raw=True)
        return first_of[optional[href(doi)[doi]], optional[href(url)[url]]]

    def _entry(self, entry: Any, title: Any, *source: Any) -> Any:
        year = join["(", first_of[optional[field("year")], "n.d."], ")."]
        role = next((role for role in ("author", "editor") if role in entry.persons), None)
        if role is None:
            head = [sentence[title], year]
        else:
            people = names(role, sep=", ", sep2=_AND, last_sep=_AND)
            head = [words[people, year], sentence[title]]
        # A page that can change says when the course was last held against it.
        day = entry.fields.get("checked")
        checked = [sentence[f"Checked on {in_words(date.fromisoformat(day))}"]] if day else []
        note = sentence[optional_field("note")]
        return toplevel[(*head, *source, note, *checked, self.format_web_refs(entry))]


def register() -> None:
    """Make both styles known by name; _config.yml names them."""
    register_citation("sphinxcontrib.bibtex.style.referencing", NAME, RoundBrackets)
    register_pybtex("pybtex.style.formatting", NAME, ReferenceList)
    register_pybtex("pybtex.style.sorting", NAME, ByAuthor)
    # pybtex seeks its own parts among all installed packages each time that it needs one, which is for every
    # reference in every list. What is registered is found at once.
    for group, name in _OFTEN:
        register_pybtex(group, name, find_plugin(group, name), force=True)
