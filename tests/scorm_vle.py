"""A learning system to try packages in: scorm-again in a page, and a server that keeps what is committed.

It opens a package in a frame or in a window of its own, writes down every call with its answer, and gives
what was last committed back at the next launch, as a VLE does.
"""

from __future__ import annotations

import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Page

from compassion_course.site.serve import HOST, SiteHandler

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from environment import modules_of

#: The size of the window in which NHS Learning Hub opens a package.
WINDOW = (1024, 768)

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A learning system</title>
<script src="/scorm12.js"></script><script src="/kept.js"></script><script src="/vle.js"></script></head>
<body><h1>A learning system</h1><button type="button">Open in a window</button>
<iframe title="Package" width="1200" height="800"></iframe></body></html>
"""
SCRIPT = """
const how = new URLSearchParams(location.search);
const real = new Scorm12API({ lmsCommitUrl: '/commit', autocommit: false });
if (kept) real.loadFromJSON(kept);
// Learning Hub's runtime answers with true where others answer with "true".
const said = value => how.has('booleans') && /^(true|false)$/.test(value) ? value === 'true' : value;
window.trace = [];
window.API = {};
for (const name of ['LMSInitialize', 'LMSFinish', 'LMSGetValue', 'LMSSetValue', 'LMSCommit',
                    'LMSGetLastError', 'LMSGetErrorString', 'LMSGetDiagnostic']) {
  window.API[name] = (...values) => {
    const answer = said(real[name](...values));
    window.trace.push([name, ...values, answer]);
    return answer;
  };
}
const address = how.get('package');
const open = () => window.open(address, 'package', `width=${how.get('width')},height=${how.get('height')}`);
document.addEventListener('DOMContentLoaded', () => {
  document.querySelector('button').addEventListener('click', open);
  if (!how.has('window')) document.querySelector('iframe').src = address;
});
"""


@dataclass
class Vle:
    """The server, what it was sent, and whether it now takes anything."""

    address: str
    folder: Path
    committed: list[dict[str, Any]] = field(default_factory=list)
    kept: dict[str, Any] | None = None
    broken: bool = False

    def launch(self, page: Page, name: str, *, window: bool = False, booleans: bool = False) -> Page:
        """Open a package; the answer is the page that the shell is in or, with ``window``, its window."""
        asked = f"package=/{name}/launch.html&width={WINDOW[0]}&height={WINDOW[1]}"
        asked += f"{'&window' if window else ''}{'&booleans' if booleans else ''}"
        page.goto(f"{self.address}/vle.html?{asked}", wait_until="load")
        if not window:
            return page
        with page.expect_popup() as opened:
            page.get_by_role("button", name="Open in a window").click()
        return opened.value

    def sent(self, element: str) -> Any:
        """What the last commit said of an element such as ``core.lesson_status``."""
        found: Any = self.committed[-1]["cmi"]
        for part in element.split("."):
            found = found[part]
        return found

    def close_session(self) -> None:
        """Keep what was committed for the next launch, as a learning system does."""
        cmi = self.committed[-1]["cmi"]
        core = {name: cmi["core"][name] for name in ("lesson_location", "lesson_status", "score")}
        self.kept = {"core": {**core, "entry": "resume"}, "suspend_data": cmi["suspend_data"]}


def shell_of(page: Page) -> FrameLocator | Page:
    """Where the shell is: in the learning system's frame, or the whole of its own window."""
    return page.frame_locator('iframe[title="Package"]') if "/vle.html" in page.url else page


def course_of(page: Page) -> Frame:
    """The frame that the course's pages are in."""
    frame = shell_of(page).locator("iframe#course").element_handle().content_frame()
    assert frame is not None
    return frame


@contextmanager
def vle(packages: list[Path], folder: Path) -> Iterator[Vle]:
    """Run a learning system with some packages in it."""
    for package in packages:
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder / package.stem)
    (folder / "vle.html").write_text(PAGE, encoding="utf-8")
    (folder / "vle.js").write_text(SCRIPT, encoding="utf-8")
    runtime = modules_of("scorm") / "scorm-again" / "dist" / "scorm12.js"
    (folder / "scorm12.js").write_bytes(runtime.read_bytes())
    system = Vle("", folder)

    class Handler(SiteHandler):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, directory=str(folder), **options)

        def do_GET(self) -> None:
            if self.path == "/kept.js":
                self.answer(f"var kept = {json.dumps(system.kept)};", "text/javascript")
            else:
                super().do_GET()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if system.broken:
                self.answer('{"result": false, "errorCode": 101}', "application/json", 500)
            else:
                system.committed.append(json.loads(body))
                self.answer('{"result": true, "errorCode": 0}', "application/json")

        def answer(self, text: str, kind: str, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

    running = ThreadingHTTPServer((HOST, 0), Handler)
    system.address = f"http://{HOST}:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield system
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
