"""How the site is made: what stays out, what stops a build, what is executed again."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import shutil
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import node
import pytest
from chromium import REMEDY, find_chromium
from click.testing import CliRunner

from compassion_course.cli import main
from compassion_course.site import book, cache, chromium, mime, policy, search_data, stage
from compassion_course.site.serve import HOST, server
from compassion_course.site.source_map import Practice, practices

REPOSITORY = Path(__file__).resolve().parent.parent
CANARY = "cw-canary-0123456789abcdef0123456789abcdef"
HEADER = """\
---
kernelspec: {name: python3, display_name: Python 3, language: python}
jupytext: {text_representation: {extension: .md, format_name: myst}}
---
"""


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    """A book of two chapters with the course's own settings, a key and tutor notes."""
    files = {
        "_toc.yml": "format: jb-book\nroot: book/welcome\nparts:\n  - caption: Part\n    chapters:\n"
        "      - file: chapters/01-one\n      - file: chapters/02-two\n",
        "book/welcome.md": "# Welcome\n\nTo a small book.\n",
        "book/references.bib": "@article{one2001, author={One, A.}, title={T}, journal={J}, year={2001}}\n",
        "book/tutor/guide.md": f"# For tutors\n\n{CANARY}\n",
        "chapters/01-one.md": HEADER + chapter("One", 'Path("../data/figure.txt").read_text()'),
        "chapters/02-two.md": HEADER + chapter("Two", "1 + 1"),
        "data/concepts.csv": "id,seed_file,concept,proposed_chapters\n",
        "data/figure.txt": "68.6",
        "data/transcripts/index.jsonl": "",
        "exercises/small/exercise.yml": "slug: small\ntitle: Small\nitems: []\n",
        "exercises/small/key.yml": f"canary: {CANARY}\n",
        "exercises/small/model_answers.json": "{}",
        "exercises/small/readings/close/T02.jsonl": "{}",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copyfile(REPOSITORY / "_config.yml", tmp_path / "_config.yml")
    return tmp_path


def chapter(title: str, cell: str) -> str:
    """A chapter of one cell; each execution leaves a line in a file outside the book."""
    return textwrap.dedent(f"""\
        # {title}

        The text {{cite:p}}`one2001`.

        ```{{code-cell}} ipython3
        from pathlib import Path
        with (Path("../..") / "executed.txt").open("a") as log:
            _ = log.write("{title}\\n")
        print({cell})
        ```

        ## References

        ```{{bibliography}}
        :filter: docname in docnames
        ```
        """)


def executed(course: Path) -> list[str]:
    """The chapters that ran since the last call."""
    log = course / "_build" / "executed.txt"
    lines = log.read_text(encoding="utf-8").split() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def quiet(line: str) -> None:
    """Take the build's report without printing it."""


def test_a_book_builds_and_only_what_changed_is_executed_again(small_book: Path) -> None:
    site = book.build(small_book, say=quiet)
    assert executed(small_book) == ["One", "Two"]
    assert "68.6" in (site / "chapters" / "01-one.html").read_text(encoding="utf-8")
    assert book.is_fresh(small_book)

    two = small_book / "chapters" / "02-two.md"
    two.write_text(two.read_text(encoding="utf-8").replace("1 + 1", "2 + 2"), encoding="utf-8")
    assert not book.is_fresh(small_book)
    book.build(small_book, say=quiet)
    assert executed(small_book) == ["Two"]

    (small_book / "data" / "figure.txt").write_text("70.1", encoding="utf-8")
    site = book.build(small_book, say=quiet)
    assert executed(small_book) == ["One", "Two"]
    assert "70.1" in (site / "chapters" / "01-one.html").read_text(encoding="utf-8")


def test_the_same_sources_give_the_same_bytes(small_book: Path) -> None:
    def contents(site: Path) -> dict[str, bytes]:
        return {
            path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
        }

    first = contents(book.build(small_book, say=quiet))
    shutil.rmtree(small_book / "_build")
    assert contents(book.build(small_book, say=quiet)) == first


@pytest.mark.parametrize(
    ("fault", "change"),
    [
        ("a cell that fails", lambda text: text.replace("print(1 + 1)", "1 / 0")),
        (
            "a cell that writes to stderr",
            lambda text: text.replace("print(1 + 1)", "import sys; print(1, file=sys.stderr)"),
        ),
        ("a citation without a reference", lambda text: text.replace("one2001", "nobody1999")),
        ("a link to a page that is not there", lambda text: text + "\n[gone](03-three.md)\n"),
        (
            "a widget that is not the course's",
            lambda text: text.replace("print(1 + 1)", "import ipywidgets; ipywidgets.IntSlider()"),
        ),
    ],
)
def test_a_fault_stops_the_build_and_the_old_site_stays(
    small_book: Path, fault: str, change: Callable[[str], str]
) -> None:
    old = small_book / "_build" / "html" / "index.html"
    old.parent.mkdir(parents=True)
    old.write_text("the site of yesterday", encoding="utf-8")
    two = small_book / "chapters" / "02-two.md"
    two.write_text(change(two.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(book.BuildFailed, match="not built"):
        book.build(small_book, say=quiet)
    assert old.read_text(encoding="utf-8") == "the site of yesterday"


def test_a_page_with_a_canary_is_not_published(small_book: Path) -> None:
    two = small_book / "chapters" / "02-two.md"
    two.write_text(two.read_text(encoding="utf-8") + f"\n{CANARY}\n", encoding="utf-8")
    with pytest.raises(book.BuildFailed, match="not published"):
        book.build(small_book, say=quiet)
    assert not (small_book / "_build" / "html").exists()


def test_what_is_the_tutors_never_reaches_the_stage(small_book: Path, tmp_path: Path) -> None:
    target = tmp_path / "stage"
    stage.stage(small_book, target)
    staged = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert "exercises/small/exercise.yml" in staged
    assert not [name for name in staged if stage.belongs_to_tutors(PurePosixPath(name))]
    assert not [name for name in staged if CANARY in (target / name).read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("exercises/x/key.yml", True),
        ("exercises/x/cohort.yml", True),
        ("exercises/x/model_answer.ipynb", True),
        ("exercises/x/model_answers.json", True),
        ("exercises/x/readings/close/T02.jsonl", True),
        ("book/tutor/guide.md", True),
        ("exercises/x/exercise.yml", False),
        ("exercises/x/exercise.ipynb", False),
        ("data/readings/close/T01.jsonl", False),
        ("chapters/02-x.checks.yml", False),
    ],
)
def test_what_belongs_to_tutors(name: str, hidden: bool) -> None:
    assert stage.belongs_to_tutors(PurePosixPath(name)) is hidden


def test_what_somebody_handed_in_never_reaches_the_stage(small_book: Path) -> None:
    """JupyterLab saves answers beside the notebook, in the folder that the book is made from."""
    folder = small_book / "exercises" / "x"
    folder.mkdir(parents=True, exist_ok=True)
    names = ("x--T1--1.answers.json", "x--T1--1.earlier-1.json", ".x--T1--1.answers.json.part")
    try:
        for name in names:
            (folder / name).write_text("{}", encoding="utf-8")
        assert not [name for name in stage.trainee_files(small_book) if "T1" in name.name]
    finally:
        for name in names:
            (folder / name).unlink()


def test_the_cache_follows_the_data_the_package_and_the_lock(small_book: Path, tmp_path: Path) -> None:
    package = tmp_path / "package"
    for name in (
        "analysis/charts.py",
        "site/theme/course.css",
        "widgets/js/check.js",
        "widgets/built/check.mjs",
    ):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("1", encoding="utf-8")
    before = cache.digest(small_book, package)
    assert cache.digest(small_book, package) == before

    for same in ("site/theme/course.css", "widgets/js/check.js"):
        (package / same).write_text("2", encoding="utf-8")
    (small_book / "chapters" / "01-one.md").write_text("# Other", encoding="utf-8")
    assert cache.digest(small_book, package) == before

    seen = {before}
    for path in (
        small_book / "data" / "figure.txt",
        small_book / "requirements.txt",
        small_book / "chapters" / "01-one.checks.yml",
        package / "analysis" / "charts.py",
        package / "widgets" / "built" / "check.mjs",
    ):
        path.write_text("another", encoding="utf-8")
        seen.add(cache.digest(small_book, package))
    assert len(seen) == 6


def test_old_caches_are_cleared_away(small_book: Path) -> None:
    build = small_book / "_build"
    for number in range(cache.KEPT + 4):
        (build / f"{cache.PREFIX}{number}").mkdir(parents=True)
    present = cache.folder(build, small_book, REPOSITORY / "src" / "compassion_course")
    left = sorted(build.glob(f"{cache.PREFIX}*"))
    assert present in left and len(left) == cache.KEPT + 1


def test_a_kernel_that_someone_installed_for_themselves_is_not_taken(
    small_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = tmp_path / "stray" / "kernels" / "python3"
    stray.mkdir(parents=True)
    (stray / "kernel.json").write_text(
        '{"argv": ["false"], "display_name": "Python 3", "language": "python"}'
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "stray"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "stray"))
    book.build(small_book, say=quiet)


def test_a_policy_gives_leave_to_what_a_page_holds_and_no_more() -> None:
    page = '<meta charset="utf-8"><script src="a.js"></script><script type="application/json">{}</script>'
    assert "script-src 'self';" in policy.policy_for(page)
    inline = policy.policy_for(page + "<script>alert(1)</script>")
    assert "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in inline
    with pytest.raises(ValueError, match="charset"):
        policy.with_policy("<p>no head</p>")


def test_search_cuts_a_page_at_its_headings_and_leaves_code_out() -> None:
    html = """<main><article><section id="a"><h1>Top</h1><p>One<br>two</p><pre>code</pre>
        <details><summary>fold</summary><p>inside</p></details>
        <script type="application/json">{"a": 1}</script>
        <section id="b"><h2>Second <em>part</em></h2><p>Three</p></section></section>
        </article></main><p>foot</p>"""
    assert search_data.passages(html, "x.html") == [
        {"page": "Top", "url": "x.html#a", "section": "Top", "text": "One two inside"},
        {"page": "Top", "url": "x.html#b", "section": "Second part", "text": "Three"},
    ]


def test_the_source_map_names_what_practises_a_concept(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "02-b.checks.yml").write_text(
        "- {id: q, concepts: [S0-05]}\n- {id: r, concepts: [S0-05]}\n"
    )
    (tmp_path / "exercises" / "code").mkdir(parents=True)
    (tmp_path / "exercises" / "code" / "exercise.yml").write_text(
        "title: Coding\nitems: [{id: a, concepts: [S1-01]}]\n"
        "practice: {items: [{id: b, concepts: [S0-05]}]}\n"
    )
    assert practices(tmp_path) == {
        "S0-05": [
            Practice("check", "chapters/02-b"),
            Practice("Coding: practice", "exercises/code/exercise"),
        ],
        "S1-01": [Practice("Coding", "exercises/code/exercise")],
    }


@pytest.fixture
def served(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    """A served folder with one page and one script."""
    (tmp_path / "index.html").write_text("<p>Hello</p>" * 50, encoding="utf-8")
    (tmp_path / "a.js").write_text("1;", encoding="utf-8")
    running = server(tmp_path)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    connection = http.client.HTTPConnection(HOST, running.server_port, timeout=10)
    yield connection
    connection.close()
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(
    ("path", "kind"), [("/", "text/html; charset=utf-8"), ("/a.js", "text/javascript; charset=utf-8")]
)
def test_the_server_gzips_and_names_types(served: http.client.HTTPConnection, path: str, kind: str) -> None:
    served.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = served.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Content-Encoding"], answer.headers["Content-Type"]) == (
        200,
        "gzip",
        kind,
    )
    served.request("GET", path)
    plain = served.getresponse()
    plain.read()
    assert plain.headers["Content-Encoding"] is None and plain.headers["Content-Type"] == kind


def test_the_server_sends_again_only_what_has_changed(
    served: http.client.HTTPConnection, tmp_path: Path
) -> None:
    def asked(**headers: str) -> http.client.HTTPResponse:
        served.request("GET", "/a.js", headers={"Accept-Encoding": "gzip", **headers})
        return served.getresponse()

    first = asked()
    first.read()
    known = {"If-None-Match": first.headers["ETag"]}
    again = asked(**known)
    assert (again.status, again.read()) == (304, b"")
    (tmp_path / "a.js").write_text("2;", encoding="utf-8")
    os.utime(tmp_path / "a.js", ns=(1, 1))
    changed = asked(**known)
    assert (changed.status, gzip.decompress(changed.read())) == (200, b"2;")


def test_the_server_listens_on_this_machine_alone(tmp_path: Path) -> None:
    running = server(tmp_path)
    assert running.server_address[0] == "127.0.0.1"
    running.server_close()


def test_serve_without_a_site_says_how_to_build_one(small_book: Path) -> None:
    ran = CliRunner().invoke(main, ["serve", "--course", str(small_book)])
    assert ran.exit_code == 2
    assert "make book" in ran.output


def test_a_port_that_cannot_be_had_is_named(small_book: Path) -> None:
    (small_book / "_build" / "html").mkdir(parents=True)
    (small_book / "_build" / "html" / "index.html").write_text("", encoding="utf-8")
    ran = CliRunner().invoke(main, ["serve", "--course", str(small_book), "--port", "99999"])
    assert ran.exit_code == 2
    assert "port 99999" in ran.output


@pytest.mark.parametrize("verb", ["book", "serve"])
def test_data_without_a_book_is_not_built(verb: str, small_book: Path) -> None:
    (small_book / "_config.yml").unlink()
    ran = CliRunner().invoke(main, [verb, "--course", str(small_book)])
    assert ran.exit_code == 2
    assert "_config.yml is missing" in ran.output


def test_book_tells_a_fault_in_words_and_not_in_a_traceback(small_book: Path) -> None:
    (small_book / "_toc.yml").write_text("format: jb-book\nroot: book/gone\n", encoding="utf-8")
    ran = CliRunner().invoke(main, ["book", "--course", str(small_book)])
    assert ran.exit_code == 1
    assert "The book was not built" in ran.output


def test_without_chromium_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError) as found:
        find_chromium()
    assert str(found.value) == REMEDY


def test_the_frames_scripts_keep_to_their_types() -> None:
    static = REPOSITORY / "src" / "compassion_course" / "site" / "theme" / "static"
    options = ["--ignoreConfig", "--noEmit", "--checkJs", "--allowJs", "--strict", "--target", "es2022"]
    options += ["--lib", "es2022,dom,dom.iterable"]
    packages = static.parent.parent / "scorm"  # the scripts that only a VLE's packages carry
    scripts = [str(path) for folder in (static, packages) for path in sorted(folder.glob("*.js"))]
    assert len(scripts) > 3
    compiler = str(node.WIDGETS / "node_modules" / "typescript" / "bin" / "tsc")
    checked = node.run("node", compiler, *options, *scripts, check=False)
    assert checked.returncode == 0, checked.stdout


def test_a_page_has_the_same_traits_from_a_cell_as_from_the_cache():
    """The cache sorts what it keeps; a widget's data must not depend on which a page was made from."""
    fresh = {"turns": [{"turn": "T01-001", "speaker": "I"}], "key": "<k>", "_esm": "..."}
    kept = json.loads(json.dumps(fresh, sort_keys=True))
    assert mime.as_json(fresh) == mime.as_json(kept)
    assert "_esm" not in mime.as_json(fresh)
    assert "<" not in mime.as_json(fresh)
