"""A page with the coding panel alone, for the tests and the measurement: panel, desk and undo."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import node
from widget_page import POLICY

from compassion_course.widgets.files import BUILT

JS = node.WIDGETS / "js"

ENTRY = """
import { announcer } from "./announce.js";
import { h, headings } from "./dom.js";
import { coderPanel } from "./desk/coder/coder-panel.js";
import { Desk } from "./desk/desk.js";
import { ownKeys } from "./own-keys.js";

const data = JSON.parse(document.getElementById("data").textContent);
const place = document.getElementById("place");
const voice = announcer();
const begun = performance.now();
const desk = new Desk("test", data.shelf, data.start ?? undefined);
const root = h("div", { class: "cw cw-sheet", role: "group", "aria-label": "Coding desk" });
place.append(root);
ownKeys(place);
const { readings, settings } = data;
const panel = coderPanel({ desk, readings, say: voice.say, heading: headings(place), key: "test", settings });
root.append(panel.el, voice.el);
root.getBoundingClientRect();
window.opening = performance.now() - begun;
desk.watch((step) => panel.update(step));
root.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
  if (event.target.closest("[data-own-undo]")) return;
  event.preventDefault();
  const what = event.shiftKey ? desk.redo() : desk.undo();
  voice.say(what === null ? "Nothing to undo." : `${event.shiftKey ? "Done again" : "Undone"}: ${what}.`);
});
Object.assign(window, { desk, panel });
"""

BUNDLE = """
import { build } from "esbuild";
const [out, entry, resolveDir] = process.argv.slice(1);
const stdin = { contents: entry, resolveDir, sourcefile: "entry.js" };
const options = { bundle: true, minify: true, format: "iife", target: ["es2022"], charset: "utf8" };
await build({ stdin, outfile: out, ...options, logLevel: "warning" });
"""


@cache
def bundle(entry: str = ENTRY) -> str:
    """Bundle an entry with the panel and give the script."""
    folder = BUILT.parent / "node_modules" / ".cache"
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / f"coder-{abs(hash(entry))}.js"
    try:
        node.run("node", "--input-type=module", "-e", BUNDLE, str(out), entry, str(JS))
        return out.read_text(encoding="utf-8")
    except subprocess.CalledProcessError as error:
        raise AssertionError(error.stderr) from error
    finally:
        out.unlink(missing_ok=True)


@cache
def style(name: str) -> str:
    """Give a style sheet of the sources; they are plain CSS."""
    return (JS / f"{name}.css").read_text(encoding="utf-8")


def write_coder_page(folder: Path, data: dict[str, Any], theme: str = "light", entry: str = ENTRY) -> str:
    """Write the page and give its ``file://`` address."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("widgets", "coding", "coding-desk"):
        (folder / f"{name}.css").write_text(style(name), encoding="utf-8")
    (folder / "coder.js").write_text(bundle(entry), encoding="utf-8")
    links = "".join(
        f'<link rel="stylesheet" href="{name}.css">' for name in ("widgets", "coding", "coding-desk")
    )
    held = json.dumps(data).replace("<", "\\u003c")
    page = folder / f"{theme}.html"
    page.write_text(
        f'<!doctype html><html lang="en-GB" data-theme="{theme}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Coding</title>'
        f"{links}<style>body {{ margin: 0 auto; max-width: 68rem; padding: 0.5rem; font: 16px/1.6 sans-serif;"
        " background: var(--cw-paper); color: var(--cw-ink); }</style></head>"
        f'<body><main><h1>Coding</h1><div id="place"></div></main>'
        f'<script type="application/json" id="data">{held}</script><script defer src="coder.js"></script>'
        "</body></html>",
        encoding="utf-8",
    )
    return page.as_uri()


def clean(folder: Path) -> None:
    """Take the page away."""
    shutil.rmtree(folder, ignore_errors=True)
