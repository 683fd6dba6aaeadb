"""Where Chromium is: the system's own, or the one that Playwright has installed.

python tests/chromium.py --install     brings one where there is none, or says how to
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from compassion_course.corpus import CourseError
from compassion_course.site import chromium

REMEDY = (
    "No Chromium was found, and the page tests need one. Either of these brings it:\n"
    "  sudo apt-get install chromium          (Debian, Ubuntu)\n"
    "  .venv/bin/python -m playwright install chromium\n"
    f"or set {chromium.VARIABLE} to the program's path."
)


def find_chromium(playwrights_own: str = "") -> str:
    """Return the path of a Chromium.

    Parameters
    ----------
    playwrights_own
        Where Playwright would look; it may not be installed there.

    Raises
    ------
    FileNotFoundError
        With the remedy, when there is none.
    """
    try:
        return chromium.find()
    except CourseError as error:
        if os.environ.get(chromium.VARIABLE):
            raise FileNotFoundError(f"{error}\n{REMEDY}") from error
        if playwrights_own and Path(playwrights_own).is_file():
            return playwrights_own
        raise FileNotFoundError(REMEDY) from error


def playwrights_own() -> str:
    """Return where Playwright keeps its Chromium; there may be none yet."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install() -> str:
    """Find a Chromium, or bring one: Playwright's own, else Debian's package where this user may install it.

    Raises
    ------
    FileNotFoundError
        With the remedy, when neither could be had.
    """
    own = playwrights_own()
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        ways.append(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])
    for way in ways:
        try:
            return find_chromium(own)
        except FileNotFoundError:
            print("No Chromium yet; trying:", " ".join(way), flush=True)
            subprocess.run(way, check=False)
    return find_chromium(own)


if __name__ == "__main__":
    try:
        print("Chromium:", install() if "--install" in sys.argv else find_chromium(playwrights_own()))
    except FileNotFoundError as error:
        sys.exit(str(error))
