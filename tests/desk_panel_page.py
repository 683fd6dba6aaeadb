"""A page with one panel of the coding desk alone, on codes and spans of a reference reading."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import node
from widget_page import POLICY

from compassion_course.corpus import find_course, load_transcript, load_work

JS = node.WIDGETS / "js"
#: Mounts a panel as the desk's shell does: one desk, one voice, undo by Ctrl+Z.
ENTRY = """
import { announcer } from "./announce.js";
import { h, headings } from "./dom.js";
import { Desk } from "./desk/desk.js";
import { %(panel)s } from "./desk/%(module)s.js";
const { shelf, start, settings, shows } = JSON.parse(document.getElementById("data").textContent);
const place = document.getElementById("place");
const desk = new Desk("panel", shelf, start);
const voice = announcer();
const root = h("div", { class: "cw cw-sheet cw-coding-desk", role: "group", "aria-label": "Panel" });
place.append(root);
const shown = [];
const panel = %(panel)s({ desk, say: voice.say, heading: headings(place), key: "panel", settings,
  show: shows ? (doc, span) => shown.push([doc, span]) : undefined });
root.append(panel.el, voice.el);
panel.update();
desk.watch((step) => panel.update(step));
root.addEventListener("keydown", (event) => {
  if (!event.ctrlKey || event.key.toLowerCase() !== "z" || event.target.closest("[data-own-undo]")) return;
  event.preventDefault();
  const what = event.shiftKey ? desk.redo() : desk.undo();
  voice.say(`${event.shiftKey ? "Done again" : "Undone"}: ${what}.`);
});
window.tested = { desk, panel, shown };
"""


@cache
def _bundle(panel: str, module: str) -> str:
    entry = ENTRY % {"panel": panel, "module": module}
    code = (
        'import { build } from "esbuild";'
        f"const result = await build({{ stdin: {{ contents: {json.dumps(entry)}, resolveDir: 'js' }},"
        " bundle: true, minify: true, charset: 'utf8', target: ['es2022'], format: 'iife', write: false });"
        "process.stdout.write(result.outputFiles[0].text);"
    )
    return node.run("node", "--input-type=module", "-e", code).stdout


def shelf(docs: tuple[str, ...]) -> dict[str, Any]:
    """Give the transcripts as the desk has them before it."""
    course = find_course()
    texts = [load_transcript(course, doc) for doc in docs]
    transcripts = [
        {
            "doc": text.info.doc,
            "digest": text.digest,
            "label": text.info.doc,
            "turns": [{"turn": turn.turn, "speaker": turn.speaker, "text": turn.text} for turn in text.turns],
            "info": {"study": text.info.study},
        }
        for text in texts
    ]
    return {"transcripts": transcripts, "codebooks": []}


def beginning(docs: tuple[str, ...], *kinds: str, relations: bool = False) -> dict[str, Any]:
    """Give a reader's codes, spans and statements, with their themes of some kinds."""
    work = load_work(find_course(), "close")
    themes = [theme for theme in work.themes if theme.kind in kinds and theme.doc in (None, *docs)]
    known = {theme.id for theme in themes} | {code.code for code in work.codebook.codes}
    statements = [one for one in work.statements if one.doc in docs]
    known |= {one.id for one in statements}
    spans = [span for span in work.spans if span.doc in docs]
    made: dict[str, Any] = msgspec.to_builtins(
        {
            "codes": work.codebook.codes,
            "spans": spans,
            "statements": statements,
            "themes": themes,
            "relations": work.relations if relations else [],
        }
    )
    for theme in made["themes"]:
        theme["members"] = [member for member in theme["members"] if member in known]
        theme["parent"] = theme["parent"] if theme["parent"] in known else None
    there = {span.id for span in spans}
    for relation in made["relations"]:
        relation["evidence"] = [id for id in relation["evidence"] if id in there]
    return {
        "reader": {"id": "me", "name": "", "stance": "", "codebooks": []},
        **made,
        "memos": [],
        "storyline": "",
    }


def write_panel(
    folder: Path,
    panel: str,
    module: str,
    docs: tuple[str, ...],
    start: dict[str, Any],
    *,
    settings: dict[str, Any] | None = None,
    theme: str = "light",
    size: str = "100%",
    shows: bool = False,
) -> str:
    """Write the page with its script and styles beside it, and give its ``file://`` address."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "panel.js").write_text(_bundle(panel, module), encoding="utf-8")
    sheets = [path for name in ("widgets", "coding", "coding-desk") if (path := JS / f"{name}.css").is_file()]
    for path in sheets:
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    data = json.dumps(
        {
            "shelf": shelf(docs),
            "start": start,
            "settings": settings or {},
            "shows": shows,
        }
    ).replace("<", "\\u003c")
    colours = ("#14181e", "#ced6dd") if theme == "dark" else ("#ffffff", "#222832")
    links = "".join(f'<link rel="stylesheet" href="{path.name}">' for path in sheets)
    page = folder / f"{theme}.html"
    page.write_text(
        f'<!doctype html><html lang="en-GB" data-theme="{theme}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Panel</title>'
        f"{links}<style>html {{ font-size: {size}; }} body {{ margin: 0 auto; max-width: 60rem;"
        f" padding: 1rem; font: 1rem/1.6 sans-serif; background: {colours[0]}; color: {colours[1]}; }}"
        "</style></head>"
        '<body><main><h1>Panel</h1><h2>Section</h2><div id="place"></div></main>'
        f'<script type="application/json" id="data">{data}</script>'
        '<script defer src="panel.js"></script></body></html>',
        encoding="utf-8",
    )
    return page.as_uri()


def focused(page: Any) -> str:
    """Name what has the focus; empty where nothing has."""
    name: str = page.evaluate(
        "() => { const e = document.activeElement; return e === document.body ? '' :"
        " e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText; }"
    )
    return name.strip()


def tab_to(page: Any, name: str | re.Pattern[str], *, back: bool = False) -> None:
    """Press Tab, or Shift and Tab, until the control of this name has the focus."""
    for _ in range(400):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        words = focused(page)
        if name.search(words) if isinstance(name, re.Pattern) else words == name:
            return
    raise AssertionError(f"Tab never reached {name}")


def choose_by_keys(page: Any, words: str) -> None:
    """Choose in the list that has the focus, by arrow keys."""
    chosen = "document.activeElement.selectedOptions[0].textContent"
    for key in ["ArrowUp"] * 80 + ["ArrowDown"] * 80:
        if words in page.evaluate(chosen):
            return
        page.keyboard.press(key)
    raise AssertionError(f"No option {words}")
