"""Build the published site: stage the trainee edition, run Jupyter Book strictly, look for leaks, publish."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from compassion_course.corpus import CourseError
from compassion_course.corpus.jsonl import write_whole
from compassion_course.site import cache, digest, editions, package, redirects
from compassion_course.site.cache import ADDRESS_VARIABLE, CACHE_VARIABLE
from compassion_course.site.leaks import is_tutors, unpacked
from compassion_course.site.stage import stage, trainee_files

PACKAGE = Path(__file__).parent.parent
#: MyST-NB's line when a chapter is not in the cache; everything else that Sphinx reports is progress.
_EXECUTING = re.compile(r"stage/(?P<page>\S+?):.*Executing notebook")
#: In _build, for the nginx file in publishing/ to include.
NGINX_REDIRECTS = "redirects.nginx.conf"
_CANARY = re.compile(rb"cw-canary-[0-9a-f]{8,}")

#: The console script lies in another place on Windows and may be another environment's; this is the same
#: program.
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
#: A warning is an error, all of them are shown, and a reference that leads nowhere is a warning too.
STRICTLY = ("-W", "--keep-going", "-n", "--all")


class BuildFailed(CourseError):
    """The book was not built; what stood in _build/html still stands."""


def build(course: Path, say: Callable[[str], None] = print, *, address: str = "") -> Path:
    """Build the site of a course.

    Parameters
    ----------
    course
        The folder with `_config.yml`, `_toc.yml` and `data/`.
    say
        Takes each line of the build's own report; Jupyter Book's output goes to the terminal as it comes.
    address
        Where the site will stand, for the page that a server shows when there is no page; without it, what
        _config.yml says, and else the top of its host. Every other page goes by relative addresses.

    Returns
    -------
    Path
        `_build/html`. It is replaced only when everything has worked.

    Raises
    ------
    BuildFailed
        A warning, a failing cell, or something of the tutors' in a page.
    """
    course = course.resolve()
    place = course / "_build"
    work = place / "work"
    # Read first, so that a slip in them is told before minutes have gone.
    editions.editions(course)
    moved = redirects.read(course)
    inputs = site_digest(course)
    stage(course, place / "stage")
    package.make(course, place / "stage")
    for leftover in ("html", ".doctrees", "jupyter_execute"):
        shutil.rmtree(work / "_build" / leftover, ignore_errors=True)
    executions = cache.folder(place, course, PACKAGE)
    say(f"Building the trainee edition (executions kept in {executions.relative_to(course)})")
    if _run_jupyter_book(place, work, _environment(place, executions, address), say) != 0:
        raise BuildFailed(
            place / "stage",
            "The book was not built: a warning or a failing cell stops it, so that readers meet neither.",
            "The lines above name the page and the place. The site in _build/html is as it was before.",
        )
    built = work / "_build" / "html"
    leaked = leaked_into(built)
    if leaked:
        raise BuildFailed(
            ", ".join(leaked),
            "The book was not published: something that only tutors may see is in the site.",
            "Take it out of the page. The site in _build/html is as it was before.",
        )
    # Last: it speaks of every other file.
    digest.write(built, *digest.edition_of(course))
    site = _publish(built, place / "html")
    (place / "html.digest").write_text(inputs + "\n", encoding="utf-8")
    write_whole(place / NGINX_REDIRECTS, redirects.for_nginx(moved).encode("utf-8"))
    pages = sum(1 for _ in site.rglob("*.html"))
    say(f"{pages} pages in {site.relative_to(course)}")
    say("To read it: make serve (or python -m compassion_course serve), or open _build/html/index.html")
    return site


def _run_jupyter_book(
    place: Path, work: Path, environment: dict[str, str], say: Callable[[str], None]
) -> int:
    """Run Jupyter Book; warnings reach the terminal as they come, of the rest what takes time is told."""
    with subprocess.Popen(
        [sys.executable, "-c", JUPYTER_BOOK, "build", ".", "--path-output", str(work), *STRICTLY],
        cwd=place / "stage",
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            executed = _EXECUTING.search(line)
            if executed:
                say(f"Executing {executed['page']} …")
    return run.returncode


def site_digest(course: Path) -> str:
    """Return the digest of everything that the site is made from, the package and the theme included."""
    state = hashlib.sha256(cache.digest(course, PACKAGE).encode())
    state.update(" ".join(digest.edition_of(course)).encode())
    named = [(str(name), course / name) for name in trainee_files(course)]
    named += [(f"site/{path.relative_to(PACKAGE)}", path) for path in cache.files(PACKAGE / "site")]
    for name, path in named:
        state.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return state.hexdigest()


def is_fresh(course: Path) -> bool:
    """Tell whether `_build/html` was made from the course as it now stands."""
    stamp = course / "_build" / "html.digest"
    return (
        (course / "_build" / "html" / "index.html").is_file()
        and stamp.is_file()
        and stamp.read_text(encoding="utf-8").strip() == site_digest(course)
    )


def leaked_into(site: Path) -> list[str]:
    """List the site's files that carry a key's canary or are named as only tutors' files are.

    Quick enough for each build; :mod:`.leaks` looks for every string of the tutors' before a release.
    """
    return [
        name
        for path in sorted(site.rglob("*"))
        if path.is_file()
        for name, content in unpacked(path.relative_to(site).as_posix(), path.read_bytes())
        if is_tutors(name) or _CANARY.search(content)
    ]


def _environment(place: Path, executions: Path, address: str) -> dict[str, str]:
    """Make the surroundings of the build the same on every machine.

    A kernel called python3 that someone once installed for themselves comes before the environment's own in
    Jupyter's search; ours is written out and put before both. IPython's start-up files and Jupyter's
    settings of the person who builds stay out for the same reason.
    """
    kernels = place / "jupyter"
    spec = kernels / "kernels" / "python3"
    spec.mkdir(parents=True, exist_ok=True)
    # Only errors: each kernel would otherwise warn that it talks over this machine's own network unencrypted.
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=40"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}), encoding="utf-8"
    )
    return {
        **os.environ,
        "JUPYTER_PATH": str(kernels),
        "JUPYTER_DATA_DIR": str(kernels),
        "JUPYTER_CONFIG_DIR": str(kernels / "config"),
        "JUPYTER_NO_CONFIG": "1",
        "IPYTHONDIR": str(kernels / "ipython"),
        "COMPASSION_COURSE": str(place / "stage"),
        CACHE_VARIABLE: str(executions),
        ADDRESS_VARIABLE: address,
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _publish(built: Path, site: Path) -> Path:
    """Put the new site where the old one stands; at no moment is there half of one."""
    old = site.with_name("html.old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    built.rename(site)
    shutil.rmtree(old, ignore_errors=True)
    return site
