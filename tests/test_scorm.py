"""Packages for a VLE: whole, valid, the same every time, and no link in them leads nowhere."""

from __future__ import annotations

import json
import posixpath
import re
import threading
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import packed_site
import pytest
from conftest import REPOSITORY, Site, Watched
from lxml import etree, html

from compassion_course.corpus import CourseError
from compassion_course.site.scorm import (
    MANIFEST,
    PROMISE,
    PROMISE_IN_PACKAGE,
    SUSPEND_LIMIT,
    WHOLE,
    manifest,
    write_packages,
)
from compassion_course.site.serve import HOST, server

SCHEMA = Path(__file__).parent / "peers" / "scorm" / "adlcp_rootv1p2.xsd"
NAMES = {"c": "http://www.imsproject.org/xsd/imscp_rootv1p1p2"}


@pytest.fixture(scope="module")
def packages(site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The packages of the course as it stands."""
    return write_packages(site.folder, tmp_path_factory.mktemp("packages") / "scorm")


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """SCORM 1.2's own schema of a manifest, read from files alone."""
    return etree.XMLSchema(etree.parse(str(SCHEMA), etree.XMLParser(no_network=True)))


@lru_cache
def files_of(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def told(package: Path) -> dict:
    """What the shell of a package knows of it."""
    found = re.search(rb'id="package">(.*?)</script>', files_of(package)["launch.html"], re.DOTALL)
    assert found
    return json.loads(found[1])


def addresses(name: str, page: bytes) -> Iterator[tuple[etree._Element, str]]:
    """Each element of a page with an address, and the file that it leads to or the address outside."""
    for element in html.fromstring(page).iter():
        for address in (element.get("href"), element.get("src")):
            parts = urlsplit(address or "")
            if parts.scheme:
                yield element, str(address)
            elif parts.path:
                yield (
                    element,
                    posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))),
                )


def test_a_manifest_lists_the_files_of_its_package_and_fits_the_schema(
    packages: list[Path], schema: etree.XMLSchema
) -> None:
    identifiers = set()
    for package in packages:
        files = files_of(package)
        document = etree.fromstring(files[MANIFEST])
        assert schema.validate(document), (package.name, schema.error_log)
        listed = [file.get("href") for file in document.iterfind(".//c:file", NAMES)]
        assert sorted(listed) == sorted(set(files) - {MANIFEST}), package.name
        assert document.find(".//c:resource", NAMES).get("href") == "launch.html"
        assert all(re.fullmatch(r"[\w./-]+", name, re.ASCII) for name in files)
        identifiers.add(document.get("identifier"))
    assert len(identifiers) == len(packages)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (' type="webcontent"', ""),
        ('scormtype="sco"', 'scormtype="page"'),
        ("adlcp:scormtype", "adlcp:scormType"),
        ('default="ORG-tea"', 'default="ORG tea"'),
    ],
)
def test_the_schema_refuses_a_manifest_that_is_not_scorm_1_2(
    schema: etree.XMLSchema, right: str, wrong: str
) -> None:
    written = manifest("tea", 'Tea & "sugar" <1>', ["launch.html"])
    assert schema.validate(etree.fromstring(written.encode()))
    assert right in written
    assert not schema.validate(etree.fromstring(written.replace(right, wrong).encode()))


def test_no_link_in_a_package_leads_nowhere_or_takes_the_courses_place(packages: list[Path]) -> None:
    dead, stolen, outside = [], [], 0
    for package in packages:
        files = files_of(package)
        for name in files:
            if not name.endswith(".html"):
                continue
            for element, target in addresses(name, files[name]):
                if target.startswith(("http:", "https:")):
                    assert element.tag == "a", (name, target)
                    outside += 1
                    if element.get("target") != "_blank" or "noopener" not in element.get("rel", ""):
                        stolen.append((package.name, name, target))
                elif not urlsplit(target).scheme and target not in files:
                    dead.append((package.name, name, target))
    assert outside > 100
    assert (dead, stolen) == ([], [])


def test_the_whole_course_is_in_one_and_each_chapter_in_another(packages: list[Path], site: Site) -> None:
    # The entrance only leads on, and is not for a package.
    pages = {page for page in site.pages if 'id="course-contents"' in (site.folder / page).read_text("utf-8")}
    assert len(pages) > 70
    whole, *chapters = packages
    assert whole.stem == WHOLE
    assert set(told(whole)["pages"]) == pages
    counted = [one["page"] for one in told(whole)["counted"]]
    assert sorted(counted) == sorted(page for page in pages if page.startswith("chapters/"))
    assert [one["page"] for package in chapters for one in told(package)["counted"]] == counted
    exercises = [
        page for package in chapters for page in told(package)["pages"] if page.startswith("exercises")
    ]
    assert sorted(exercises) == sorted(page for page in pages if page.startswith("exercises/"))
    questions = [question for one in told(whole)["counted"] for question in one["questions"]]
    checks = sum(
        (site.folder / page).read_text(encoding="utf-8").count('data-widget="Check"') for page in counted
    )
    assert len(questions) == checks > 100


def test_the_search_of_a_chapter_finds_what_is_in_its_package(packages: list[Path]) -> None:
    for package in packages:
        script = files_of(package)["course/_static/search-data.js"].decode("utf-8")
        found = {
            one["url"].partition("#")[0]
            for one in json.loads(script.removeprefix("compassionSearch(").removesuffix(");\n"))
        }
        assert found == set(told(package)["pages"]), package.name


def test_everything_read_and_answered_stays_below_what_scorm_keeps(
    packages: list[Path], browser_page: Watched, tmp_path: Path
) -> None:
    """In the real shell of the whole course: what it would have a VLE keep."""
    with zipfile.ZipFile(packages[0]) as archive:
        archive.extractall(tmp_path / "whole")
    (tmp_path / "vle.html").write_text(
        '<script src="vle.js"></script><iframe src="whole/launch.html"></iframe>', encoding="utf-8"
    )
    (tmp_path / "vle.js").write_text(FAKE, encoding="utf-8")
    page = browser_page.page
    running = server(tmp_path)  # in a folder, no window may look into another
    threading.Thread(target=running.serve_forever, daemon=True).start()
    page.goto(f"http://{HOST}:{running.server_port}/vle.html", wait_until="load")
    course = page.frame_locator("iframe").frame_locator("#course")
    course.locator("footer.foot").wait_for(state="attached")
    frame = next(frame for frame in page.frames if frame.name == "course")
    counted = told(packages[0])["counted"]
    frame.evaluate(
        """counted => {
            const tell = what => parent.postMessage({from: 'compassion-at-work', ...what}, '*');
            for (const {page, questions} of counted) {
                for (const question of questions) tell({page, kind: 'answer', question, credit: 2 / 3});
                tell({page, kind: 'read'});
            }
        }""",
        counted,
    )
    page.wait_for_function("() => window.kept['cmi.core.lesson_status'] === 'completed'")
    kept = page.evaluate("window.kept")
    running.shutdown()
    running.server_close()
    questions = sum(len(one["questions"]) for one in counted)
    state = kept["cmi.suspend_data"].split(".")
    assert (state[2], state[3]) == ("1" * len(counted), "e" * questions)
    assert len(kept["cmi.suspend_data"]) < SUSPEND_LIMIT
    assert kept["cmi.core.score.raw"] == "67"
    assert browser_page.complaints == []


#: The least that a shell takes for a learning system: it says yes, and remembers.
FAKE = """
window.kept = {};
const yes = () => 'true';
window.API = {
  LMSInitialize: yes, LMSCommit: yes, LMSFinish: yes, LMSGetLastError: () => '0',
  LMSGetValue: name => window.kept[name] ?? '',
  LMSSetValue: (name, value) => { window.kept[name] = value; return 'true'; },
};
"""


def test_the_same_site_gives_the_same_bytes(tmp_path: Path) -> None:
    site = packed_site.make(tmp_path / "site")
    one, two = (write_packages(site, tmp_path / name) for name in ("one", "two"))
    assert [path.name for path in one] == [f"{WHOLE}.zip", "01-tea.zip", "02-milk.zip"]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_what_a_chapter_leaves_out_is_no_link_and_data_is_left_alone(tmp_path: Path) -> None:
    _, tea, _ = write_packages(packed_site.make(tmp_path / "site"), tmp_path / "out")
    files = files_of(tea)
    page = files["course/chapters/01-tea.html"].decode()
    assert "<span>Later</span>" in page
    assert '<a class="word" href="../book/glossary.html#term-tea">tea</a>' in page
    assert '<a class="book" href="01-tea.html">' in page
    assert page.count('\\u003ca href=\\"gone.html\\">') == 2
    assert 'rel="next"' not in page and 'class="turn"' not in page
    assert PROMISE not in page and PROMISE_IN_PACKAGE in page
    assert "course/chapters/02-milk.html" not in files and "course/notebooks/01-tea.ipynb" in files
    assert b"milk" not in files["course/_static/search-data.js"]
    assert b"<title>Tea at work, chapter 1: Tea</title>" in files["launch.html"]


def test_what_cannot_be_packed_is_refused_by_name(tmp_path: Path) -> None:
    def refused(name: str, **changes: object) -> str:
        site = packed_site.make(tmp_path / name, **changes)
        if name == "odd":
            (site / "_static" / "tea & milk.css").write_text("", encoding="utf-8")
        if name == "empty":
            for path in site.glob("chapters/*"):
                path.unlink()
        with pytest.raises(CourseError) as error:
            write_packages(site, tmp_path / f"{name}-out")
        return str(error.value)

    assert "tea & milk.css" in refused("odd")
    assert "no chapter" in refused("empty")
    assert "4096" in refused("long", questions=2050)
    assert "does not say" in refused("foot", foot="Whatever you do here is sent.")


def test_the_pages_promise_what_a_package_puts_otherwise() -> None:
    layout = REPOSITORY / "src" / "compassion_course" / "site" / "theme" / "layout.html"
    assert PROMISE in layout.read_text(encoding="utf-8")
