"""A page as a screen reader has it: its accessibility tree, what has the focus there, and what is announced.

Moves by keys alone, and finds what to press by role and name in Chromium's tree: what has no name there, or
cannot be reached, is not found. What a live region says is heard from the moment the page is opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

#: Hears every live region of the page, those that come later included. It only listens.
LISTEN = """
window.heard = [];
const live = node => (node instanceof Element ? node : node.parentElement)
    ?.closest('[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]');
new MutationObserver(changes => {
    for (const region of new Set(changes.map(one => live(one.target)).filter(Boolean))) {
        const words = region.textContent.replace(/\\s+/g, ' ').trim();
        if (words) window.heard.push(words);
    }
}).observe(document, {subtree: true, childList: true, characterData: true});
"""
#: States that a screen reader says beside role and name.
STATES = ("checked", "pressed", "expanded", "selected", "disabled", "required", "invalid", "level")


@dataclass(frozen=True)
class Node:
    """One thing that a screen reader meets."""

    role: str
    name: str
    value: str = ""
    description: str = ""
    states: dict[str, Any] = field(default_factory=dict)
    #: Roles and names of what it stands in, the nearest first.
    within: tuple[tuple[str, str], ...] = ()


class Reader:
    """Reads and uses one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(LISTEN)
        self._session = page.context.new_cdp_session(page)
        self._session.send("Accessibility.enable")

    def open(self, address: str) -> None:
        """Open a page and wait until its widgets are there."""
        self.page.goto(address, wait_until="load")
        waiting = self.page.locator(".cw-widget:not([data-mounted=true]):not([data-mounted=error])")
        expect(waiting).to_have_count(0)

    def tree(self) -> list[Node]:
        """Give all that is there, in reading order."""
        found = self._session.send("Accessibility.getFullAXTree")["nodes"]
        by_id = {one["nodeId"]: one for one in found}
        listed: list[Node] = []

        def walk(one: dict[str, Any], within: tuple[tuple[str, str], ...]) -> None:
            if not one.get("ignored"):
                node = _node(one, within)
                listed.append(node)
                if node.role not in ("none", "generic", "StaticText", "InlineTextBox"):
                    within = ((node.role, node.name), *within)
            for child in one.get("childIds", []):
                if child in by_id:
                    walk(by_id[child], within)

        walk(found[0], ())
        return listed

    def all(self, role: str) -> list[Node]:
        """Give everything with this role."""
        return [one for one in self.tree() if one.role == role]

    def focused(self, *, around: bool = True) -> Node:
        """Give what has the focus, as it is announced; what it stands in costs most of the time."""
        found = self._session.send("Runtime.evaluate", {"expression": "document.activeElement"})
        place = {"objectId": found["result"]["objectId"], "fetchRelatives": around}
        nodes = self._session.send("Accessibility.getPartialAXTree", place)["nodes"]
        by_id = {one["nodeId"]: one for one in nodes}
        within = []
        parent = nodes[0].get("parentId")
        while parent in by_id:
            one = by_id[parent]
            if not one.get("ignored"):
                within.append((_text(one, "role"), _text(one, "name")))
            parent = one.get("parentId")
        return _node(nodes[0], tuple(within))

    def to(self, role: str, name: str, *, key: str = "Tab", limit: int = 250) -> Node:
        """Press Tab until something with this role has the focus, whose name begins so."""
        for _ in range(limit):
            self.page.keyboard.press(key)
            at = self.focused(around=False)
            if at.role == role and at.name.startswith(name):
                return self.focused()
        raise AssertionError(f"{key} never reached the {role} {name!r}; the focus is on {self.focused()}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def heard(self) -> list[str]:
        """Give what was announced since the last time it was asked."""
        said: list[str] = self.page.evaluate("window.heard.splice(0)")
        return said

    def hears(self, pattern: str) -> str:
        """Wait for an announcement that matches, and give it."""
        said: list[str] = []
        for _ in range(40):
            said += self.heard()
            for one in said:
                if re.search(pattern, one):
                    return one
            self.page.wait_for_timeout(50)
        raise AssertionError(f"Nothing like {pattern!r} was announced, but: {said}")


def _text(one: dict[str, Any], key: str) -> str:
    return re.sub(r"\s+", " ", str(one.get(key, {}).get("value", ""))).strip()


def _node(one: dict[str, Any], within: tuple[tuple[str, str], ...]) -> Node:
    states = {
        state["name"]: state["value"].get("value")
        for state in one.get("properties", [])
        if state["name"] in STATES
    }
    return Node(
        _text(one, "role"), _text(one, "name"), _text(one, "value"), _text(one, "description"), states, within
    )
