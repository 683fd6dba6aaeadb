"""Debian's Firefox, driven through WebDriver BiDi, which it speaks itself: no geckodriver is needed."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import websocket

#: Keys that have a name rather than a character, as WebDriver writes them.
KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
    "Space": " ",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Shift": "\ue008",
    "Control": "\ue009",
}
_PREFERENCES = {
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
}


class Firefox:
    """One window without a screen."""

    name = "Firefox"

    def __init__(self) -> None:
        self.downloads = Path(tempfile.mkdtemp())
        profile = Path(tempfile.mkdtemp())
        preferences = {**_PREFERENCES, "browser.download.dir": str(self.downloads)}
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in preferences.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile)]
        self._process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0"], stderr=subprocess.PIPE, text=True
        )
        assert self._process.stderr is not None
        address = next(found[1] for line in self._process.stderr if (found := re.search(r"(ws://\S+)", line)))
        self._socket = websocket.create_connection(f"{address}/session", suppress_origin=True, timeout=60)
        self._asked = 0
        self.version = self._call("session.new", capabilities={})["capabilities"]["browserVersion"]
        self._context = self._call("browsingContext.create", type="tab")["context"]

    def open(self, address: str) -> None:
        """Go to a page and wait until it is loaded."""
        self._call("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """Give the value of an expression that has one in JSON."""
        found = self._call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._context},
            awaitPromise=True,
        )
        if found["type"] != "success":
            raise AssertionError(found["exceptionDetails"]["text"])
        return json.loads(found["result"].get("value", "null"))

    def press(self, *keys: str) -> None:
        """Press keys one after the other; ``Shift+ArrowRight`` holds one down."""
        for key in keys:
            parts = [KEYS.get(part, part) for part in key.split("+")]
            actions = [{"type": "keyDown", "value": part} for part in parts]
            actions += [{"type": "keyUp", "value": part} for part in reversed(parts)]
            self._call(
                "input.performActions",
                context=self._context,
                actions=[{"type": "key", "id": "keys", "actions": actions}],
            )

    def close(self) -> None:
        """End the browser."""
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def _call(self, method: str, **params: Any) -> Any:
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._asked:
                if answer["type"] != "success":
                    raise AssertionError(f"{method}: {answer.get('message')}")
                return answer["result"]
