"""Editions, old addresses, links to other places, facts that age, and the files to publish with."""

from __future__ import annotations

import os
import re
import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from click.testing import CliRunner
from conftest import Site, Watched, watch
from playwright.sync_api import Browser
from test_site_pages import reading_pages

from compassion_course import __version__, cli
from compassion_course.corpus import Course, CourseError
from compassion_course.site import addresses, ages, editions, outside, policy, redirects
from compassion_course.site.editions import Edition
from compassion_course.site.redirects import Redirect

ROOT = Path(__file__).resolve().parent.parent
PUBLISHING = ROOT / "publishing"


# --- editions -------------------------------------------------------------------------------------


def changelog(folder: Path, *headings: str) -> Path:
    text = "# What changed\n\n" + "".join(f"## {heading}\n\n- Something.\n\n" for heading in headings)
    (folder / "CHANGELOG.md").write_text(text, encoding="utf-8")
    return folder


def test_the_newest_heading_is_the_edition(tmp_path: Path):
    course = changelog(tmp_path, "0.3.0 (2 March 2027)", "0.2.0 (26 November 2026)")
    assert editions.present(course) == Edition("0.3.0", date(2027, 3, 2))
    assert str(editions.present(course)) == "Edition 0.3.0 of 2 March 2027"
    course = changelog(tmp_path, "Unreleased", "0.2.0 (26 November 2026)")
    assert str(editions.present(course)) == "Edition 0.2.0 of 26 November 2026, with changes since"


@pytest.mark.parametrize(
    "heading", ["0.3", "0.3.0", "0.3.0 (31 February 2027)", "0.3.0 (2027-03-02)", "Soon"]
)
def test_a_heading_that_is_no_edition_is_refused_with_its_words(tmp_path: Path, heading: str):
    with pytest.raises(CourseError, match=re.escape(heading)):
        editions.editions(changelog(tmp_path, heading))


def test_editions_go_from_the_newest_down(tmp_path: Path):
    with pytest.raises(CourseError, match="newest"):
        editions.editions(changelog(tmp_path, "0.1.0 (22 November 2026)", "0.2.0 (26 November 2026)"))


def test_the_number_and_the_day_are_the_same_wherever_they_stand():
    edition = editions.present(ROOT)
    assert edition is not None
    assert edition.version == __version__
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (str(citation["version"]), citation["date-released"]) == (edition.version, edition.day)
    wheels = re.findall(r"compassion_course-(\S+?)-py3", (ROOT / "book" / "how-to-use.md").read_text("utf-8"))
    assert set(wheels) == {edition.version}


def test_every_page_says_its_edition_and_where_it_stands(site: Site):
    edition = editions.present(ROOT)
    assert edition is not None
    changes = BeautifulSoup((site.folder / f"{editions.PAGE}.html").read_text("utf-8"), "html.parser")
    for one in editions.editions(ROOT):
        section = changes.find(id=one.anchor)
        assert section is not None and one.version in section.get_text()
    for name in reading_pages(site):
        html = (site.folder / name).read_text(encoding="utf-8")
        body = re.search(r"<body [^>]*>", html)
        assert body and f'data-page="{name.removesuffix(".html")}"' in body[0], name
        assert f'data-edition="{edition.version}"' in body[0], name
        line = re.search(
            r'<footer.*<p class="edition">(.*?): <a href="([^"#]*)#([^"]+)">what changed</a>', html, re.S
        )
        assert line and line[1] == str(edition), name
        at = Path(os.path.normpath(Path(name).parent / line[2])) if line[2] else Path(name)
        assert (at.as_posix(), line[3]) == (f"{editions.PAGE}.html", edition.anchor), name


# --- old addresses --------------------------------------------------------------------------------


def test_every_address_of_an_earlier_edition_leads_somewhere(site: Site):
    kept = addresses.kept(ROOT)
    first, *_ = reversed(editions.editions(ROOT))
    assert len(kept[first.version]) > 60
    for edition, given in kept.items():
        assert addresses.lost(site.folder, given) == [], edition


def test_every_edition_that_has_gone_out_has_its_addresses_kept():
    past = editions.editions(ROOT)[1:]
    assert {one.version for one in past} <= set(addresses.kept(ROOT))


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A course with a map, and a made site of three pages."""
    course, built = tmp_path / "course", tmp_path / "course" / "_build" / "html"
    (course / "publishing").mkdir(parents=True)
    for name, body in (
        ("index", f"{redirects._LEADS_ON} content='0; url=book/a.html'>"),
        ("book/a", '<section id="top"><h1>A</h1><section id="new-words"><h2>B</h2></section></section>'),
        ("other/b", '<section id="b"><h1>B</h1><span id="S0-01"></span><span id="id3"></span></section>'),
    ):
        (built / f"{name}.html").parent.mkdir(parents=True, exist_ok=True)
        (built / f"{name}.html").write_text(
            f'<html><head><meta charset="utf-8"><title>Page {name}</title></head>'
            f"<body><article>{body}</article></body></html>",
            encoding="utf-8",
        )
    (built / "_static").mkdir()
    theme = Path(redirects.__file__).parent / "theme" / "static"
    for script in (redirects.SCRIPT, "course.css"):
        (built / "_static" / script).write_bytes((theme / script).read_bytes())
    return course, built


def write_map(course: Path, *rows: str) -> None:
    (course / redirects.MAP).write_text("\n".join(["old,new,edition", *rows]) + "\n", encoding="utf-8")


MOVED = (
    "old/deep/page.html,book/a.html,0.2.0",
    "chapters/gone.html,other/b.html#S0-01,0.2.0",
    "book/a.html#old-words,book/a.html#new-words,0.2.0",
)


def test_what_has_moved_is_reached_from_a_folder_with_scripts_and_without(
    made: tuple[Path, Path], browser: Browser
):
    course, built = made
    write_map(course, *MOVED)
    redirects.write(course, built)
    for page in built.rglob("*.html"):
        page.write_text(policy.with_policy(page.read_text(encoding="utf-8")), encoding="utf-8")
    asked = {
        "old/deep/page.html": "book/a.html",
        "old/deep/page.html#new-words": "book/a.html#new-words",
        "chapters/gone.html": "other/b.html#S0-01",
        "chapters/gone.html#elsewhere": "other/b.html#S0-01",
    }
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        watched: Watched = watch(context)
        for old, new in asked.items():
            arrives = new if scripts or "#" not in old or "S0" in new else new.partition("#")[0]
            watched.page.goto(f"{built.as_uri()}/{old}", wait_until="commit")
            watched.page.wait_for_url(f"**/{arrives}", timeout=5_000)
        assert watched.complaints == [] and watched.outside == []
        context.close()
    assert (
        addresses.lost(built, ["old/deep/page.html", "old/deep/page.html#any", "book/a.html#old-words"]) == []
    )


def test_what_leads_to_nothing_is_named(made: tuple[Path, Path]):
    assert addresses.lost(made[1], ["book/a.html", "book/a.html#gone", "book/c.html", "book/c.html#x"]) == [
        "book/a.html#gone",
        "book/c.html",
        "book/c.html#x",
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("old.html,book/c.html,0.2.0", "is not there"),
        ("old.html,book/a.html#gone,0.2.0", "is not there"),
        ("other/b.html,book/a.html,0.2.0", "nothing has moved"),
        ("book/a.html#top,book/a.html#new-words,0.2.0", "nothing has moved"),
        ("book/a.html#old,other/b.html#b,0.2.0", "same page|on its page"),
        ("book/a.html#old,book/a.html,0.2.0", "on its page"),
        ("../up.html,book/a.html,0.2.0", "not one of this site"),
        ("https://example.org/a.html,book/a.html,0.2.0", "not one of this site"),
        ("old.html,https://example.org/,0.2.0", "not one of this site"),
        ('"o"".html",book/a.html,0.2.0', "not one of this site"),
        ("old.html,book/a.html", "2 fields"),
        ("old.html,book/a.html,0.2.0\nold.html,other/b.html,0.2.0", "stands twice"),
        ("old.html,older.html,0.2.0\nolder.html,book/a.html,0.2.0", "leads on itself"),
    ],
)
def test_a_slip_in_the_map_is_told(made: tuple[Path, Path], row: str, problem: str):
    write_map(made[0], row)
    with pytest.raises(CourseError, match=problem) as refused:
        redirects.write(*made)
    assert redirects.MAP in refused.value.where


def test_nginx_gets_the_pages_and_not_the_places():
    text = redirects.for_nginx(
        [Redirect("a/b-c.html", "d.html#e", "1"), Redirect("x.html#y", "x.html#z", "1")]
    )
    assert text.splitlines()[1:] == [r"location ~ ^(.*)/a/b\-c\.html$ { return 301 $1/d.html#e; }"]


def test_the_addresses_of_an_edition_are_written_once(made: tuple[Path, Path]):
    course, built = made
    changelog(course, "Unreleased", "0.2.0 (26 November 2026)")
    with pytest.raises(CourseError, match="not given out"):
        addresses.record(course)
    changelog(course, "0.2.0 (26 November 2026)")
    kept = addresses.record(course)
    assert kept.read_text(encoding="utf-8").splitlines() == [
        "book/a.html",
        "book/a.html#top",
        "book/a.html#new-words",
        "other/b.html",
        "other/b.html#b",
        "other/b.html#S0-01",
    ]
    addresses.record(course)
    (built / "other" / "b.html").unlink()
    with pytest.raises(CourseError, match="are kept"):
        addresses.record(course)
    assert "other/b.html" not in addresses.record(course, replace=True).read_text(encoding="utf-8")


def test_the_command_names_what_an_edition_would_lose(made: tuple[Path, Path]):
    course, _ = made
    (course / "_config.yml").write_text("title: T\n")
    (course / "data" / "transcripts").mkdir(parents=True)
    changelog(course, "0.2.0 (26 November 2026)")
    earlier = course / addresses.FOLDER / "0.1.0.txt"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("book/a.html\nbook/lost.html\n")
    done = CliRunner().invoke(cli.main, ["addresses", "--course", str(course)])
    assert done.exit_code == 1
    assert "book/lost.html of edition 0.1.0 leads to nothing." in done.output


# --- links to other places ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("https://www.nhs.uk/mental-health/", ""),
        ("https://en.wikipedia.org/wiki/Burnout_(psychology)", ""),
        ("https://doi.org/10.1017/S1352465823000334", ""),
        ("https://example.org/?id=3&page=2", ""),
        ("mailto:tutor@example.ac.uk", ""),
        ("tel:116123", ""),
        ("http://www.nhs.uk/", "https"),
        ("http://content.digital.nhs.uk/article/6829", ""),
        ("//www.nhs.uk/", "https"),
        ("ftp://www.nhs.uk/", "https"),
        ("https://www.nhs.uk/a b", "blank"),
        ("https://www.nhs.uk/page.", "mark of the sentence"),
        ("https://www.nhs.uk/page)", "mark of the sentence"),
        ("https://www.nhs.uk/?utm_source=news", "utm_source"),
        ("https://www.nhs.uk/?a=1&fbclid=xyz", "fbclid"),
        ("https://user:word@www.nhs.uk/", "user name"),
        ("https://localhost/", "no host"),
        ("https://127.0.0.1/", "no host"),
        ("https://[half", "cannot be read"),
        ("https://dx.doi.org/10.1017/S1352465823000334", "doi.org/"),
        ("https://doi.org/S1352465823000334", "no DOI"),
        ("https://doi.org/10.1017/", "no DOI"),
        ("mailto:tutor", "e-mail"),
        ("tel:0800 111", "blank"),
        ("javascript:alert(1)", "https"),
    ],
)
def test_the_form_of_a_link_is_checked(address: str, wrong: str):
    faults = "; ".join(outside.faults(address))
    assert (wrong in faults) if wrong else faults == ""


def test_no_link_of_the_site_is_malformed(site: Site):
    found = outside.outside_links(site.folder)
    assert len(found) > 100
    assert {address: faults for address in found if (faults := outside.faults(address))} == {}
    # A host that is let off is let off for a link that is there.
    assert {address.split("/")[2] for address in found if address.startswith("http:")} == outside.ONLY_HTTP


def test_the_command_lists_each_link_with_its_pages(made: tuple[Path, Path]):
    course, built = made
    (course / "_config.yml").write_text("title: T\n")
    (course / "data" / "transcripts").mkdir(parents=True)
    for name in ("book/a.html", "other/b.html"):
        page = built / name
        page.write_text(
            page.read_text() + '<a href="https://www.nhs.uk/?a=1&amp;utm_id=2">x</a><a href="b.html">y</a>'
        )
    done = CliRunner().invoke(cli.main, ["links", "--csv", "--course", str(course)])
    assert done.exit_code == 1
    assert done.stdout.splitlines()[1:] == [
        f"https://www.nhs.uk/?a=1&utm_id=2,{name},it tells where a reader came from: utm_id"
        for name in ("book/a.html", "other/b.html")
    ]


# --- facts that age -------------------------------------------------------------------------------


@pytest.fixture
def facts(tmp_path: Path) -> Course:
    for folder in ("book", "chapters", "data/published", "data/transcripts"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "book" / "cpd.md").write_text(
        "# CPD\n\nIntro.\n\n## Rules\n\n*Checked on 26 November 2025: five a year.* They change.\n\n"
        "Nothing is checked on paper. Write `Checked on 1 May 2020` so.\n\n```\nChecked on\n```\n"
    )
    (tmp_path / "chapters" / "08-ethics.md").write_text(
        "# Ethics\n\n```{admonition} Checked on 3 March 2026\n:class: note\nOne page was read.\n```\n"
    )
    (tmp_path / "data" / "support.json").write_text(
        '{\n "checked_on": "2026-01-02", "lines": [{"how": "Call 116 123."}]}\n'
    )
    (tmp_path / "book" / "references.bib").write_text(
        "@misc{rules,\n  title = {The {Rules}},\n  year = {n.d.},\n  url = {https://a.uk/},\n"
        "  checked = {2024-02-29},\n}\n"
        "@misc{page,\n  title = {A page},\n  year = {n.d.},\n  url = {https://b.uk/},\n}\n"
        "@misc{dated,\n  title = {News},\n  year = {2020},\n  url = {https://c.uk/},\n}\n"
    )
    (tmp_path / "data" / "published" / "figures.csv").write_text("id,citekey\nstaff,rules\n")
    return Course(tmp_path)


def test_each_fact_says_where_it_stands_when_it_was_checked_and_what_to_check(facts: Course):
    assert [(one.place, one.line, one.day, one.what) for one in ages.checked(facts)] == [
        (
            *("book/cpd.md", 7, date(2025, 11, 26)),
            "Rules: Checked on 26 November 2025: five a year. They change.",
        ),
        (
            "book/references.bib",
            1,
            date(2024, 2, 29),
            "rules: The Rules, https://a.uk/, and the figures figures/staff",
        ),
        ("book/references.bib", 7, None, "page: A page, https://b.uk/"),
        ("chapters/08-ethics.md", 3, date(2026, 3, 3), "Ethics: Checked on 3 March 2026 One page was read."),
        ("data/support.json", 2, date(2026, 1, 2), "Call 116 123."),
    ]


@pytest.mark.parametrize(
    ("today", "old"),
    [
        ("2026-11-26", ["references.bib:1", "references.bib:7"]),
        ("2026-11-27", ["cpd.md:7", "references.bib:1", "references.bib:7"]),
        ("2027-01-03", ["cpd.md:7", "references.bib:1", "references.bib:7", "support.json:2"]),
    ],
)
def test_what_is_older_than_a_year_is_listed(facts: Course, today: str, old: list[str]):
    done = CliRunner().invoke(cli.main, ["ages", "--today", today, "--course", str(facts.root)])
    assert done.exit_code == 1
    assert [line.split(": ")[0].split("/")[1] for line in done.stdout.splitlines()] == old


@pytest.mark.parametrize(
    "words", ["Checked on 31 February 2026.", "Checked on Tuesday.", "Checked on 2 Mai 2026."]
)
def test_a_day_that_is_none_is_told(facts: Course, words: str):
    (facts.root / "book" / "new.md").write_text(f"# New\n\n{words}\n")
    with pytest.raises(CourseError, match="has no day") as refused:
        ages.checked(facts)
    assert refused.value.where == "book/new.md:3"


def test_the_courses_own_facts_have_days_that_have_been():
    found = ages.checked(Course(ROOT))
    days = {one.place: one.day for one in found if one.day}
    assert {"book/cpd.md", "data/support.json", "book/references.bib"} <= set(days)
    edition = editions.present(ROOT)
    assert edition is not None
    assert [one for one in found if one.day and one.day > max(edition.day, date.today())] == []


def test_a_source_shows_the_day_on_which_it_was_checked(site: Site):
    page = BeautifulSoup((site.folder / "book" / "cpd.html").read_text(encoding="utf-8"), "html.parser")
    (entry,) = (
        one for one in page.select("ul.references li") if "PWP/Ongoing-registration" in one.get_text()
    )
    assert "Checked on 26 November 2026." in entry.get_text()


# --- files to publish with ------------------------------------------------------------------------


def test_the_server_sends_the_policy_that_the_pages_have():
    header = re.search(r'Content-Security-Policy "([^"]+)"', (PUBLISHING / "nginx.conf").read_text("utf-8"))
    assert header
    assert header[1] == f"{policy.policy_for('')}; frame-ancestors $compassion_frames"


def test_what_github_runs_is_pinned_and_strict():
    flow: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    steps = [step for job in flow["jobs"].values() for step in job["steps"]]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]) for step in steps if "uses" in step)
    runs = "\n".join(step.get("run", "") for step in steps)
    assert (
        "-r requirements.txt" in runs
        and "compassion_course book" in runs
        and "compassion_course check" in runs
    )
    # Only the job that publishes may write, and nothing that somebody can name reaches a shell unquoted.
    assert flow["permissions"] == {"contents": "read"}
    assert "${{" not in runs


def test_the_image_serves_the_trainee_edition_alone():
    text = (PUBLISHING / "Containerfile").read_text(encoding="utf-8")
    _, last = text.split("\nFROM docker.io/nginxinc/nginx-unprivileged:")
    assert re.findall(r"COPY --from=build (\S+)", last) == [
        "/course/_build/nginx.conf",
        "/course/_build/redirects.nginx.conf",
        "/course/_build/html",
    ]
    given = (PUBLISHING / "nginx.conf").read_text(encoding="utf-8")
    for replaced in re.findall(r"s(.)(.+?)\1.+?\1'", text):
        assert given.count(replaced[1]) == 1, replaced


def test_binder_takes_the_lock_and_leaves_the_tutors_files_out():
    assert "-r ../requirements.txt" in (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8")
    after = ROOT / ".binder" / "postBuild"
    assert os.access(after, os.X_OK)
    assert "tutor_files" in after.read_text(encoding="utf-8")


def test_the_hubs_lock_agrees_with_the_courses():
    def pins(path: Path) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", path.read_text(encoding="utf-8"), re.M))

    hub, course = pins(PUBLISHING / "jupyterhub" / "requirements.txt"), pins(ROOT / "requirements.txt")
    assert "jupyterhub" in hub
    assert {name for name in set(hub) & set(course) if hub[name] != course[name]} == set()


def test_a_trainees_notebook_is_never_overwritten(tmp_path: Path):
    put = runpy.run_path(str(PUBLISHING / "jupyterhub" / "start.py"))["put_notebooks"]
    source, home = tmp_path / "notebooks", tmp_path / "home"
    source.mkdir()
    home.mkdir()
    for name in ("one", "two"):
        (source / f"{name}.ipynb").write_text("first")
    assert put(source, home) == ["one.ipynb", "two.ipynb"]
    mine = home / "compassion-at-work"
    assert mine.stat().st_mode & 0o077 == 0
    assert put(source, home) == []
    (mine / "one.ipynb").write_text("my work")
    for name in ("one", "two", "three"):
        (source / f"{name}.ipynb").write_text("second")
    assert put(source, home) == ["three.ipynb", "two.ipynb"]
    assert (mine / "one.ipynb").read_text() == "my work"
    assert (mine / "two.ipynb").read_text() == "second"
    # Also where the note of what was put there is lost: then nothing is known to be untouched.
    (mine / ".put-there.json").unlink()
    (source / "two.ipynb").write_text("third")
    assert put(source, home) == []
