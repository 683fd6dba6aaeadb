"""References as a plain list.

sphinxcontrib-bibtex writes each list as `role="list"` around elements that are no list items, each with a
role that ARIA has withdrawn; a screen reader then announces an empty list. A list of references is an
unordered list, so it becomes one, and every citation still links to its own chapter's entry.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class PlainReferences(SphinxPostTransform):
    """Turn each run of citation nodes into a bullet list."""

    default_priority = 100  # after citations have been resolved (10), which needs the citation nodes

    def run(self, **kwargs: Any) -> None:
        """Rewrite the document's lists of references."""
        for citation in list(self.document.findall(nodes.citation)):
            holder = citation.parent
            if holder is None or not isinstance(holder, nodes.container):
                continue
            entries = [child for child in holder.children if isinstance(child, nodes.citation)]
            references = nodes.bullet_list(classes=["references"])
            references.extend(_entry(child) for child in entries)
            holder.replace_self(references)
            # findall's list still holds this run's other citations; without a parent they are passed over
            # above
            for child in entries:
                child.parent = None


def _entry(citation: nodes.citation) -> nodes.list_item:
    item = nodes.list_item(ids=citation["ids"])
    item.extend(child for child in citation.children if not isinstance(child, nodes.label))
    return item
