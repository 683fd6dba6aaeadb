"""One built site and one browser for all page tests."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from chromium import find_chromium
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright

from compassion_course.site import book
from compassion_course.site.serve import HOST, server

# A busy machine is no fault of the code.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")

REPOSITORY = Path(__file__).resolve().parent.parent
AXE = REPOSITORY / "src" / "compassion_course" / "widgets" / "node_modules" / "axe-core" / "axe.min.js"


#: Fixtures that install and run somebody else's program: minutes, so `make peers` asks them, not every run.
PEERS = {"taguette", "nbgraded"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say how often what is timed is run; the median counts."""
    parser.addoption("--runs", type=int, default=5, help="how often make site-check times each page")


@pytest.fixture(scope="session")
def runs(request: pytest.FixtureRequest) -> int:
    """How often what is timed is run."""
    times: int = request.config.getoption("--runs")
    return times


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a peer; begin with what builds the site, which the other worker needs later."""
    items.sort(key=lambda item: item.path.name != "test_downloads.py")
    for item in items:
        if PEERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.peer)


@dataclass(frozen=True)
class Site:
    """The built site: its folder, and the address at which it is served."""

    course: Path
    folder: Path
    address: str

    @property
    def pages(self) -> list[str]:
        """Every page from the root, the one that only leads on included."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))

    def url(self, page: str) -> str:
        """Where a page is served."""
        return f"{self.address}/{page}"


@dataclass
class Watched:
    """A browser page with what it tried to reach outside, and what it complained of."""

    page: Page
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    local: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def course_root() -> Path:
    """The course that is tested: this repository, or the one that $COMPASSION_COURSE names."""
    return Path(os.environ.get("COMPASSION_COURSE", REPOSITORY)).resolve()


@contextmanager
def one_at_a_time(place: Path) -> Iterator[None]:
    """Wait until no other process is in here; what a killed run left is passed over in ten minutes."""
    place.parent.mkdir(exist_ok=True)
    for _ in range(1200):
        try:
            place.mkdir()
            break
        except FileExistsError:
            time.sleep(0.5)
    try:
        yield
    finally:
        place.rmdir()


@pytest.fixture(scope="session")
def site(course_root: Path) -> Iterator[Site]:
    """The site as `make book` makes it, built once unless it is fresh, and served to this machine."""
    folder = course_root / "_build" / "html"
    with one_at_a_time(course_root / "_build" / "building"):
        if not book.is_fresh(course_root):
            book.build(course_root)
    running = server(folder)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(course_root, folder, f"http://{HOST}:{running.server_port}")
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a sandbox where it runs as root and with no way out but to this machine."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright.chromium.executable_path)
        arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            arguments.append("--no-sandbox")
        launched = playwright.chromium.launch(executable_path=path, args=arguments)
        yield launched
        launched.close()


def watch(context: BrowserContext) -> Watched:
    """Open a page in which every request outside 127.0.0.1 is stopped and counted."""
    page = context.new_page()
    watched = Watched(page)

    def route(found: Route) -> None:
        address = found.request.url
        if address.startswith((f"http://{HOST}:", "file://", "data:", "blob:")):
            watched.local.append(address)
            found.continue_()
        else:
            watched.outside.append(address)
            found.abort()

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watched.complaints.append(f"{message.type}: {message.text}")

    page.route("**/*", route)
    page.on("console", hear)
    page.on("pageerror", lambda error: watched.complaints.append(f"uncaught: {error}"))
    return watched


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Watched]:
    """A fresh watched page on a desktop-sized window."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield watch(context)
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source; `make test` installs it with the JavaScript tools (npm ci)."""
    if not AXE.is_file():
        pytest.fail(f"{AXE} is missing. Run: python tests/node.py npm ci")
    return AXE.read_text(encoding="utf-8")
