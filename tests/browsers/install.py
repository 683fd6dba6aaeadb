"""Bring Debian's Firefox, WebKitGTK's driver and a screen that nobody sees, where they are missing.

python tests/browsers/install.py
"""

from __future__ import annotations

import shutil
import subprocess

NEEDED = {"firefox-esr": "firefox-esr", "WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}

if __name__ == "__main__":
    missing = [package for command, package in NEEDED.items() if shutil.which(command) is None]
    if missing and shutil.which("apt-get") is None:
        raise SystemExit(f"Install these with your system's package manager: {', '.join(missing)}")
    if missing:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=True)
    print("Firefox, WebKitWebDriver and Xvfb are here.")
