"""The site behind Debian's nginx with our file: what it sends, and what a browser makes of it."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import HOST, Site, Watched
from test_site_pages import a_few_of_each_kind, open_page, unmounted, use_everything

from compassion_course.site import redirects
from compassion_course.site.book import NGINX_REDIRECTS
from compassion_course.site.redirects import Redirect

pytestmark = pytest.mark.site_check

ROOT = Path(__file__).resolve().parent.parent
GIVEN = ROOT / "publishing" / "nginx.conf"
#: Where the second copy of the course stands below the server's root.
BELOW = "courses/compassion"


@dataclass(frozen=True)
class Answer:
    """What the server sent for one address."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers["content-type"].partition(";")[0]


@dataclass(frozen=True)
class Nginx:
    """A running server."""

    port: int

    def ask(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        try:
            connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def nginx(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Nginx from the system with our file, in which only its port and its folders are others."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.fail("nginx is missing. Install it: apt-get install nginx-light")
    place = tmp_path_factory.mktemp("nginx")
    web = place / "www"
    shutil.copytree(site.folder, web)
    shutil.copytree(site.folder, web / BELOW)
    (web / "kinds").mkdir()
    for suffix in ("md", "csv", "ics", "whl", "ipynb", "jsonl", "json", "js", "css", "svg", "html"):
        (web / "kinds" / f"a.{suffix}").write_text("x" * 600)
    (web / ".secret").write_text("not for anybody")
    place.joinpath("moved").mkdir()
    shutil.copyfile(site.course / "_build" / NGINX_REDIRECTS, place / "moved" / "site.conf")
    moved = [
        Redirect("old/page.html", "book/routes.html", "0.2.0"),
        Redirect("old/place.html", "book/cpd.html#the-record", "0.2.0"),
    ]
    (place / "moved" / "made.conf").write_text(redirects.for_nginx(moved))
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    text = GIVEN.read_text(encoding="utf-8")
    for given, here in (
        ("listen 80;", f"listen {HOST}:{port};"),
        ("root /var/www/compassion;", f"root {web};"),
        ("/etc/nginx/compassion/", f"{place / 'moved'}/"),
    ):
        assert text.count(given) == (1 if given != "/etc/nginx/compassion/" else text.count(given)), given
        text = text.replace(given, here)
    (place / "course.conf").write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {place}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (place / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {place}/pid;\nerror_log {place}/error.log;\nevents {{}}\n"
        f"http {{\n{temporary}include /etc/nginx/mime.types;\ndefault_type application/octet-stream;\n"
        f"include {place}/course.conf;\n}}\n"
    )
    command = [program, "-e", f"{place}/error.log", "-p", str(place), "-c", str(place / "nginx.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            with socket.socket() as door:
                if door.connect_ex((HOST, port)) == 0:
                    break
            assert process.poll() is None, (place / "error.log").read_text()
            time.sleep(0.05)
        yield Nginx(port)
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_every_answer_has_the_headers(nginx: Nginx):
    for path in ("/", "/book/welcome.html", "/_static/course.js", "/no/such/page.html"):
        headers = nginx.ask(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy and "frame-ancestors 'self'" in policy
        assert "unsafe-eval" not in policy and "blob:" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "camera=()" in headers["permissions-policy"]
        assert "set-cookie" not in headers
        assert not re.search(r"\d", headers["server"])


def test_the_header_allows_no_less_than_the_pages_own_policies(nginx: Nginx, site: Site):
    """Where a page needed a hash for an inline script, the header would have to carry it too."""
    from_server = dict(
        part.strip().split(" ", 1)
        for part in nginx.ask("/").headers["content-security-policy"].split(";")
        if " " in part.strip()
    )
    for name in site.pages:
        html = (site.folder / name).read_text(encoding="utf-8")
        own = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        assert own
        for part in own[1].split(";"):
            directive, _, sources = part.strip().partition(" ")
            assert from_server[directive] == sources, (name, directive)


def test_texts_are_gzipped_and_pictures_are_not(nginx: Nginx, site: Site):
    page = nginx.ask("/chapters/04-three-systems.html", Accept_Encoding="gzip")
    assert page.headers["content-encoding"] == "gzip" and "Accept-Encoding" in page.headers["vary"]
    assert gzip.decompress(page.body) == (site.folder / "chapters" / "04-three-systems.html").read_bytes()
    for suffix in ("md", "csv", "ics", "ipynb", "jsonl", "json", "js", "css", "svg"):
        assert (
            nginx.ask(f"/kinds/a.{suffix}", Accept_Encoding="gzip").headers.get("content-encoding") == "gzip"
        )
    assert "content-encoding" not in nginx.ask("/kinds/a.whl", Accept_Encoding="gzip").headers
    assert "content-encoding" not in nginx.ask("/book/welcome.html").headers


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("html", "text/html"),
        ("md", "text/markdown"),
        ("csv", "text/csv"),
        ("ics", "text/calendar"),
        ("ipynb", "application/x-ipynb+json"),
        ("json", "application/json"),
        ("whl", "application/zip"),
        ("js", "application/javascript"),
        ("css", "text/css"),
        ("svg", "image/svg+xml"),
    ],
)
def test_files_are_sent_as_what_they_are(nginx: Nginx, suffix: str, kind: str):
    answer = nginx.ask(f"/kinds/a.{suffix}")
    assert answer.kind == kind
    if kind.startswith("text/"):
        assert answer.headers["content-type"].endswith("charset=utf-8")


def test_every_file_of_the_site_is_sent_as_something(nginx: Nginx, site: Site):
    suffixes = {path.suffix: path for path in site.folder.rglob("*") if path.is_file()}
    for path in suffixes.values():
        answer = nginx.ask(f"/{path.relative_to(site.folder).as_posix()}")
        assert answer.status == 200 and answer.kind != "application/octet-stream", path


def test_pages_are_asked_for_anew_and_cost_little_when_unchanged(nginx: Nginx):
    first = nginx.ask("/book/welcome.html")
    assert first.headers["cache-control"] == "no-cache"
    again = nginx.ask("/book/welcome.html", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert "max-age=86400" in nginx.ask("/_static/icon.svg").headers["cache-control"]


def test_a_wrong_address_gets_a_page_that_leads_on(nginx: Nginx, site: Site, browser_page: Watched):
    answer = nginx.ask("/chapters/99/nothing.html")
    assert answer.status == 404
    assert answer.body == (site.folder / redirects.LOST).read_bytes()
    page = browser_page.page
    page.goto(f"http://{HOST}:{nginx.port}/chapters/99/nothing.html")
    page.get_by_role("link", name="Compassion at Work").click()
    page.wait_for_url("**/book/welcome.html")
    # The missing page itself is what the browser complains of, and all.
    assert [one for one in browser_page.complaints if "404" not in one] == []


def test_nothing_hidden_is_sent_and_no_folder_is_listed(nginx: Nginx):
    assert nginx.ask("/.secret").status == 404
    assert nginx.ask("/book/").status == 404


@pytest.mark.parametrize("prefix", ["", f"/{BELOW}"])
def test_old_addresses_lead_to_the_new_ones(nginx: Nginx, prefix: str):
    answer = nginx.ask(f"{prefix}/old/page.html")
    assert (answer.status, answer.headers["location"]) == (301, f"{prefix}/book/routes.html")
    answer = nginx.ask(f"{prefix}/old/place.html")
    assert answer.headers["location"] == f"{prefix}/book/cpd.html#the-record"


def test_every_kind_of_page_works_under_the_header(nginx: Nginx, site: Site, browser_page: Watched):
    for name in a_few_of_each_kind(site):
        browser_page.page.set_viewport_size({"width": 1280, "height": 900})
        open_page(browser_page, f"http://{HOST}:{nginx.port}/{name}")
        assert unmounted(browser_page) == [], name
        use_everything(browser_page)
    assert browser_page.outside == []
    assert browser_page.complaints == []


def test_below_a_path_every_link_and_the_search_stay_there(nginx: Nginx, browser_page: Watched):
    address = f"http://{HOST}:{nginx.port}/{BELOW}/"
    page = browser_page.page
    page.goto(address)
    page.wait_for_url(f"{address}book/welcome.html")
    page.click("#search-button")
    page.fill("#search-words", "wipe the browser")
    page.locator("#search-results li").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}book/how-to-use.html#keeping-your-work")
    page.get_by_role("navigation", name="Course").get_by_role("link", name="Three systems").first.click()
    page.wait_for_url(f"{address}chapters/04-three-systems.html")
    open_page(browser_page, page.url)
    assert unmounted(browser_page) == []
    assert all(one.startswith(address) for one in browser_page.local)
    assert browser_page.outside == [] and browser_page.complaints == []


def test_the_course_may_be_shown_in_a_frame_of_the_same_host_and_of_no_other(
    nginx: Nginx, browser_page: Watched
):
    """An address with another port is another site to a browser."""
    course = f"http://{HOST}:{nginx.port}/book/welcome.html"
    frame = f"<iframe src='{course}'></iframe>"
    page = browser_page.page
    for host in (f"{HOST}:{nginx.port}", f"{HOST}:{nginx.port + 1}"):
        page.route(f"http://{host}/frame", lambda found: found.fulfill(content_type="text/html", body=frame))
    page.goto(f"http://{HOST}:{nginx.port}/frame")
    page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()
    assert browser_page.complaints == []
    page.goto(f"http://{HOST}:{nginx.port + 1}/frame")
    # What Chromium shows in place of a page that may not be framed has an address of its own.
    (_, framed) = page.frames
    assert framed.url.startswith("chrome-error:"), framed.url
