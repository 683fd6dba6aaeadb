"""WebKitGTK's MiniBrowser, driven through WebKitWebDriver on a screen that nobody sees."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from firefox import KEYS

_BROWSERS = "/usr/lib/*/webkit2gtk-4*/MiniBrowser"


class WebKit:
    """One window."""

    name = "WebKitGTK"

    def __init__(self) -> None:
        display = f":{90 + os.getpid() % 900}"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._screen = subprocess.Popen(
            ["Xvfb", display, "-screen", "0", "1280x900x24", "-nolisten", "tcp"], **quiet
        )
        time.sleep(1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._address = f"http://127.0.0.1:{port}"
        home = Path(tempfile.mkdtemp())
        # Where it keeps what a page saves; the folder's name is read from the desktop's settings.
        self.downloads = home / "Downloads"
        self.downloads.mkdir()
        (home / ".config").mkdir()
        (home / ".config" / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/Downloads"\n')
        surroundings = {
            **os.environ,
            "DISPLAY": display,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        }
        self._driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"], env=surroundings, **quiet
        )
        browser = next(iter(sorted(Path("/").glob(_BROWSERS.removeprefix("/")))))
        options = {"binary": str(browser), "args": ["--automation"]}
        for _ in range(40):
            try:
                made = self._ask(
                    "POST",
                    "/session",
                    {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}},
                )
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.25)
        else:
            raise AssertionError("WebKitWebDriver does not answer.")
        self.version = made["capabilities"]["browserVersion"]
        self._session = f"/session/{made['sessionId']}"

    def open(self, address: str) -> None:
        """Go to a page and wait until it is loaded."""
        self._ask("POST", f"{self._session}/url", {"url": address})

    def evaluate(self, expression: str) -> Any:
        """Give the value of an expression that has one in JSON."""
        script = f"return JSON.stringify({expression})"
        found = self._ask("POST", f"{self._session}/execute/sync", {"script": script, "args": []})
        return json.loads(found) if found is not None else None

    def press(self, *keys: str) -> None:
        """Press keys one after the other; ``Shift+ArrowRight`` holds one down."""
        for key in keys:
            parts = [KEYS.get(part, part) for part in key.split("+")]
            actions = [{"type": "keyDown", "value": part} for part in parts]
            actions += [{"type": "keyUp", "value": part} for part in reversed(parts)]
            self._ask(
                "POST",
                f"{self._session}/actions",
                {"actions": [{"type": "key", "id": "keys", "actions": actions}]},
            )

    def close(self) -> None:
        """End the browser, its driver and the screen."""
        try:
            self._ask("DELETE", self._session)
        finally:
            for process in (self._driver, self._screen):
                process.kill()
                process.wait()

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self._address + path, data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode()[:400]}") from error
