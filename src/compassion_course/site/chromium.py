"""The system's Chromium, asked from the command line: it prints the course's PDFs and takes its pictures.

Chrome, Chromium and Edge are one program here. Nothing is installed for it, and it is given no way to any
other computer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from compassion_course.corpus import CourseError

VARIABLE = "COMPASSION_COURSE_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
#: Where the programs lie on systems that do not put them on the path.
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
REMEDY = (
    "A PDF is printed by Chromium, Chrome or Edge. Install one (Debian, Ubuntu: sudo apt-get install "
    f"chromium), or set {VARIABLE} to the program's path."
)
#: A printing of the whole book takes about a minute, and some minutes on a machine that does other things.
SECONDS = 1200


def find() -> str:
    """Return the path of a Chromium.

    Raises
    ------
    CourseError
        With the remedy, when there is none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise CourseError(VARIABLE, f"It names {named}, which is no file.", REMEDY)
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for place in PLACES:
        if Path(place).is_file():
            return place
    raise CourseError("Chromium", "There is none on this computer.", REMEDY)


def print_pdf(page: Path, target: Path) -> None:
    """Print a page that lies on this computer, with tags and an outline.

    Raises
    ------
    CourseError
        If Chromium does not start, does not end, or leaves no PDF.
    """
    _run(
        page,
        target,
        "--no-pdf-header-footer",
        "--export-tagged-pdf",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={target}",
    )


def picture(page: Path, target: Path, width: int, height: int) -> None:
    """Take a picture of a page's beginning, as a PNG with half as many pixels again each way.

    Raises
    ------
    CourseError
        As :func:`print_pdf`.
    """
    _run(
        page,
        target,
        "--hide-scrollbars",
        "--force-device-scale-factor=1.5",
        "--virtual-time-budget=5000",
        f"--window-size={width},{height}",
        f"--screenshot={target}",
    )


def dom(page: Path) -> str:
    """Return a page as its scripts have made it.

    Raises
    ------
    CourseError
        As :func:`print_pdf`.
    """
    return _run(page, None, "--virtual-time-budget=10000", "--window-size=720,1100", "--dump-dom")


def _run(page: Path, target: Path | None, *arguments: str) -> str:
    # A "snap" of Chromium sees neither /tmp nor hidden folders: everything stays where the page lies.
    with tempfile.TemporaryDirectory(dir=page.parent, prefix="profile-", ignore_cleanup_errors=True) as own:
        command = [
            find(),
            "--headless",
            "--disable-gpu",
            "--disable-extensions",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={own}",
            *arguments,
            page.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to start for root otherwise
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise CourseError(
                command[0],
                f"It did not end in {SECONDS // 60} minutes.",
                "Close other programs and try again.",
            ) from error
    if done.returncode != 0 or (target is not None and not target.is_file()):
        told = done.stderr.decode("utf-8", "replace").strip()[-400:]
        raise CourseError(command[0], f"It left no file: {told or 'it says nothing'}", REMEDY)
    return done.stdout.decode("utf-8", "replace")
