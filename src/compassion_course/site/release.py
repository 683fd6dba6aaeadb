"""Two editions of the course: what trainees get, and what tutors need beside it.

The trainee edition is the site with its notebooks, and each exercise to print. It is looked through for
anything that only tutors have before it takes its name. The tutor edition is the course with its keys, from
which `mark` works, and a printed marking guide for each exercise. Packages for a VLE are made from the first.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from compassion_course.corpus import Course, CourseError
from compassion_course.desk.guide import guide_index, guide_page
from compassion_course.desk.page_style import PAGE_END, page_start
from compassion_course.desk.plain_text import in_html
from compassion_course.exercises.faults import exercise_faults
from compassion_course.exercises.notebooks import make_notebooks
from compassion_course.exercises.scheme import prepare
from compassion_course.exercises.specification import exercise_slugs, load_exercise, load_key
from compassion_course.site import book, cache
from compassion_course.site.leaks import leaks
from compassion_course.site.scorm import WHOLE, write_packages

TRAINEE, TUTOR, TRAINEE_ZIP, SCORM = "trainee", "tutor", "trainee.zip", "scorm"
#: Says that a folder is a release, so that the next one may replace it.
NOTE = "release.txt"
# Of a working copy: environments, caches and git, which all begin with a dot, what was built, and hand-ins.
_LEFT = shutil.ignore_patterns(".*", "_build", "node_modules", "__pycache__", "*.answers.json", "*.egg-info")
_SHOWN_AT_MOST = 20
# A zip of the same release has the same bytes.
_EPOCH = (2026, 1, 1, 0, 0, 0)


def release(
    course: Path,
    out: Path,
    *,
    pack: Path | None = None,
    scorm: bool = False,
    say: Callable[[str], None] = print,
) -> Path:
    """Write both editions.

    Parameters
    ----------
    course
        The course's folder, with its keys.
    out
        The folder to write; an earlier release there is replaced, anything else is left alone.
    pack
        A folder from outside the repository with a tutor's own ``<slug>/exercise.yml``, ``key.yml`` and
        ``model_answers.json``, which take the place of the course's.
    scorm
        Whether to make packages for a VLE as well: the whole course in one, and each chapter.
    say
        Takes each line of report.

    Raises
    ------
    CourseError
        If the course or the pack cannot be used, the site cannot be built, or a leak was found; then ``out``
        is as it was.
    """
    out = out.resolve()
    if out.exists() and not (out / NOTE).is_file() and any(out.iterdir()):
        raise CourseError(out, "There is something else in this folder.", "Name a new folder with --out.")
    unfinished = out.with_name(f".{out.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        tutors = unfinished / TUTOR / "course"
        shutil.copytree(course, tutors, ignore=_LEFT)
        _without_the_release_itself(tutors, course, out)
        changed = _put_in_pack(tutors, pack) if pack is not None else []
        # A pack changes pages, so they are made from the copy; else the site of the course itself is the one.
        built = tutors if changed else course
        if not book.is_fresh(built):
            book.build(built, say)
        trainee = unfinished / TRAINEE
        shutil.copytree(built / "_build" / "html", trainee / "site")
        shutil.rmtree(tutors / "_build", ignore_errors=True)
        whole = Course(tutors)
        _write_sheets(whole, trainee / "sheets")
        _write_guides(whole, unfinished / TUTOR / "guide")
        _zip(trainee, unfinished / TRAINEE_ZIP)
        packages = write_packages(trainee / "site", unfinished / SCORM) if scorm else []
        _refuse_leaks(tutors, unfinished)
        slugs = ", ".join(changed) or "none"
        (unfinished / NOTE).write_text(
            f"A release of Compassion at Work. Exercises from a pack: {slugs}.\n"
            f"{TRAINEE}/ and {TRAINEE_ZIP} are for everybody; {TUTOR}/ holds the keys.\n"
            + (f"{SCORM}/ holds packages of the trainee edition for a VLE.\n" if scorm else ""),
            encoding="utf-8",
        )
        _take_place(unfinished, out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    say(f"{out / TRAINEE}: the site, and each exercise to print. {out / TRAINEE_ZIP} is the same, packed.")
    if packages:
        say(f"{out / SCORM}: {len(packages)} SCORM 1.2 packages for a VLE: {WHOLE}.zip and one a chapter.")
    say(f"{out / TUTOR}: the course with its keys, and a marking guide to print. Keep it to tutors.")
    return out


def _without_the_release_itself(tutors: Path, course: Path, out: Path) -> None:
    """Take an earlier release out of the copy where it lies inside the course."""
    for folder in (out, out.with_name(f".{out.name}.part")):
        if folder.is_relative_to(course):
            shutil.rmtree(tutors / folder.relative_to(course), ignore_errors=True)


def _put_in_pack(tutors: Path, pack: Path) -> list[str]:
    """Put a tutor's own exercises in the place of the course's, and check them there."""
    course = Course(tutors)
    known = exercise_slugs(course)
    slugs = sorted(path.parent.name for path in pack.glob("*/exercise.yml"))
    if not slugs:
        raise CourseError(
            pack, "There is no exercise in it.", "It holds folders with exercise.yml and key.yml."
        )
    for slug in slugs:
        folder = course.exercises / slug
        if slug not in known:
            raise CourseError(
                pack / slug, "The course has no exercise of this name.", f"It has: {', '.join(known)}."
            )
        version, canary = load_exercise(course, slug).version, load_key(course, slug).canary
        for name in ("exercise.yml", "key.yml", "model_answers.json", "keying.json"):
            (folder / name).unlink(missing_ok=True)
            if (pack / slug / name).is_file():
                shutil.copyfile(pack / slug / name, folder / name)
        if load_exercise(course, slug).version == version:
            raise CourseError(
                pack / slug / "exercise.yml",
                f"It has version {version}, as the course's own has.",
                "Give it a number of its own, such as 101: a sheet says by it which questions it answers.",
            )
        if load_key(course, slug).canary == canary:
            raise CourseError(
                pack / slug / "key.yml", "Its canary is the course's.", "Give it 32 other hexadecimal digits."
            )
    make_notebooks(course, slugs)
    folders = tuple(f"exercises/{slug}/" for slug in slugs)
    if faults := [fault for fault in exercise_faults(course) if fault.path.startswith(folders)]:
        raise CourseError(
            pack, "\n".join(str(fault) for fault in faults[:_SHOWN_AT_MOST]), "Mend these and release again."
        )
    return slugs


def _write_sheets(course: Course, folder: Path) -> None:
    """Write each exercise as a page to print and to do on paper or in a document."""
    from compassion_course.widgets.exercise_sheet import sheet_traits
    from compassion_course.widgets.exercise_words import sheet_words

    folder.mkdir(parents=True)
    for slug in exercise_slugs(course):
        traits = sheet_traits(course, slug)
        words = sheet_words(
            traits["exercise"], traits["transcripts"], traits["codebook"], traits["support"], slug
        )
        title = in_html(traits["exercise"]["title"])
        page = f"{page_start(title)}<h1>{title}</h1>\n{words}{PAGE_END}"
        (folder / f"{slug}.html").write_text(page, encoding="utf-8")


def _write_guides(course: Course, folder: Path) -> None:
    folder.mkdir(parents=True)
    schemes = [prepare(course, slug) for slug in exercise_slugs(course)]
    for scheme in schemes:
        (folder / f"{scheme.exercise.slug}.html").write_text(guide_page(scheme), encoding="utf-8")
    (folder / "index.html").write_text(guide_index(schemes), encoding="utf-8")


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in cache.files(folder):
            name = PurePosixPath("compassion-at-work") / path.relative_to(folder).as_posix()
            archive.writestr(
                zipfile.ZipInfo(str(name), _EPOCH), path.read_bytes(), compress_type=zipfile.ZIP_DEFLATED
            )


def _refuse_leaks(course: Path, unfinished: Path) -> None:
    editions = [unfinished / name for name in (TRAINEE, TRAINEE_ZIP, SCORM)]
    found = leaks(course, *(edition for edition in editions if edition.exists()))
    if found:
        listed = "\n".join(f"  {leak}" for leak in found[:_SHOWN_AT_MOST])
        raise CourseError(
            unfinished,
            f"Nothing was released: {len(found)} places of the trainee edition hold what only tutors have.\n"
            f"{listed}",
            "Take the words out of the page, or out of the tutors' file if everybody may read them.",
        )


def _take_place(unfinished: Path, out: Path) -> None:
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    unfinished.rename(out)
    shutil.rmtree(old, ignore_errors=True)
