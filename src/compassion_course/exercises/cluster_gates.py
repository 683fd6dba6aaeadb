"""What themes and links must have before a person marks them: a name, members, evidence at both ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .items import RelationsItem, ThemesItem
from .marks import Gate
from .scheme import Scheme
from .sheet import ReadSheet
from .values import Coding, Relation, Theme


def theme_gates(item: ThemesItem, read: ReadSheet, value: tuple[Theme, ...] | None) -> tuple[Gate, ...]:
    """Ask of every entry a name, a statement, and members that there are; of all of them their number."""
    if not value:
        return (Gate("themes", False, f"There is no {item.called} yet."),)
    sources = {source: _members_of(read, source) for source in item.of}
    known = frozenset[str]().union(*sources.values())
    names = {theme.id: theme.name.strip() or f"No. {place}" for place, theme in enumerate(value, start=1)}
    unnamed, thin, gone, one_sided = [], [], [], []
    for theme in value:
        members = frozenset(theme.members)
        if not theme.name.strip() or not theme.statement.strip():
            unnamed.append(names[theme.id])
        if len(members & known) < item.members_each:
            thin.append(names[theme.id])
        if not members <= known:
            gone.append(names[theme.id])
        if item.from_each and not all(members & source for source in sources.values()):
            one_sided.append(names[theme.id])
    gates = [
        gate(
            "named",
            not unnamed,
            f"Every {item.called} has a name and a statement.",
            f"{listed(unnamed)}: a name and a statement are asked for.",
        ),
        gate(
            "members",
            not thin,
            f"Every {item.called} has its members.",
            f"{listed(thin)}: {_members(item.members_each)} asked for.",
        ),
        gate(
            "there",
            not gone,
            "Every member is there.",
            f"{listed(gone)}: a member is no longer there.",
        ),
    ]
    if item.from_each:
        gates.append(
            gate(
                "from each",
                not one_sided,
                f"Every {item.called} draws on each part.",
                f"{listed(one_sided)}: a member from each part is asked for.",
            )
        )
    gates.append(
        gate(
            "at least",
            len(value) >= item.at_least,
            f"{len(value)} made.",
            f"{len(value)} made; {item.at_least} are asked for.",
        )
    )
    return tuple(gates)


def relation_gates(
    scheme: Scheme, item: RelationsItem, read: ReadSheet, value: tuple[Relation, ...] | None
) -> tuple[Gate, ...]:
    """Ask of every link a coded span at each end; of all of them their number."""
    if not value:
        return (Gate("relations", False, "There are no links yet."),)
    coding = read.sheet.answers.get(item.of)
    codes_of: dict[str, set[str]] = {}
    names: Mapping[str, str] = scheme.codes
    if isinstance(coding, Coding):
        names = names_of(scheme, coding)
        for span in coding.spans:
            codes_of.setdefault(span.id, set()).update(span.codes)
    thin = []
    for relation in value:
        shown = {code for id in relation.evidence for code in codes_of.get(id, ())}
        if not {relation.from_, relation.to} <= shown or relation.from_ == relation.to:
            ends = (names.get(end, end) or "an end not chosen" for end in (relation.from_, relation.to))
            thin.append(" to ".join(ends))
    different = {(relation.from_, relation.to, relation.slot) for relation in value}
    return (
        gate(
            "evidence",
            not thin,
            "Every link has evidence at both ends.",
            f"{listed(thin, '; ')}: a coded span is asked for at each end.",
        ),
        gate(
            "at least",
            len(different) >= item.at_least,
            f"{len(different)} links.",
            f"{len(different)} different links; {item.at_least} are asked for.",
        ),
    )


def _members(count: int) -> str:
    return "1 member is" if count == 1 else f"{count} members are"


def names_of(scheme: Scheme, coding: Coding) -> dict[str, str]:
    """Give the name of every code that a coding may use, the trainee's own among them."""
    return {**scheme.codes, **{code.code: code.name.strip() or code.code for code in coding.own_codes}}


def gate(name: str, passed: bool, good: str, lacking: str) -> Gate:
    """Say what is there, or what is lacking."""
    return Gate(name, passed, good if passed else lacking)


def listed(names: Iterable[str], between: str = ", ") -> str:
    """Give the first names of a list: enough to find what is meant."""
    names = list(dict.fromkeys(names))
    return between.join(name[:60] for name in names[:8]) + (" and others" if len(names) > 8 else "")


def _members_of(read: ReadSheet, source: str) -> frozenset[str]:
    """Give what the answer to another item offers as members."""
    value = read.sheet.answers.get(source)
    if isinstance(value, Coding):
        spans = {span.id for span in value.spans}
        return frozenset(spans.union(*(span.codes for span in value.spans)))
    if isinstance(value, tuple):
        return frozenset(one.id for one in value if isinstance(one, Theme))
    return frozenset()
