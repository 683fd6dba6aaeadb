"""Serves the desk to this computer alone.

The address holds a token that nobody can guess; every request has to bring it, name this very host, and, to
change anything, come from this very page. So neither another user of the machine nor another page in the same
browser can read or write marks, also not by a name that is made to point here (DNS rebinding).
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from .marking_desk import Decision, MarkingDesk, Worry
from .page_files import SERVED_POLICY, script, served_page, style

HOST = "127.0.0.1"
_MOST = 256 * 1024
_HTML, _JS, _CSS, _JSON = (
    "text/html; charset=utf-8",
    "text/javascript; charset=utf-8",
    "text/css; charset=utf-8",
    "application/json",
)


class DeskServer(ThreadingHTTPServer):
    """A running desk.

    Parameters
    ----------
    desk
        The marker's desk; requests use it one at a time.
    """

    daemon_threads = True

    def __init__(self, desk: MarkingDesk) -> None:
        self.desk = desk
        self.lock = threading.Lock()
        self.token = secrets.token_urlsafe(24)
        super().__init__((HOST, 0), _Handler)
        self.host = f"{HOST}:{self.server_port}"
        self.address = f"http://{self.host}/{self.token}/"


class _Handler(BaseHTTPRequestHandler):
    server: DeskServer
    server_version = "desk"
    sys_version = ""
    # A browser that opens a connection and says nothing must not hold a thread for ever.
    timeout = 60

    def do_GET(self) -> None:
        place = self._place()
        if place is None:
            return
        match place:
            case "":
                self._send(HTTPStatus.OK, _HTML, served_page())
            case "desk.js":
                self._send(HTTPStatus.OK, _JS, script())
            case "desk.css":
                self._send(HTTPStatus.OK, _CSS, style())
            case "task.json":
                with self.server.lock:
                    task = self.server.desk.task()
                self._send_json(task)
            case _:
                self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def do_POST(self) -> None:
        place = self._place()
        if place is None:
            return
        if self.headers.get("Origin") != f"http://{self.server.host}":
            self._refuse(HTTPStatus.FORBIDDEN, "This came from another page.")
            return
        if self.headers.get("Content-Type", "").partition(";")[0] != _JSON:
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Only JSON is taken.")
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > _MOST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too much at once.")
            return
        body = self.rfile.read(int(length))
        try:
            if place == "save":
                decision = msgspec.json.decode(body, type=Decision)
                with self.server.lock:
                    answer = self.server.desk.save(decision)
            elif place == "concern":
                worry = msgspec.json.decode(body, type=Worry)
                with self.server.lock:
                    answer = self.server.desk.worry(worry)
            else:
                self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
                return
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            answer = {"refused": f"The desk could not read that: {error}"}
        self._send_json(answer)

    def _place(self) -> str | None:
        """Give what is asked for below the token, or refuse and give None."""
        token, slash, place = self.path.partition("?")[0].removeprefix("/").partition("/")
        known = hmac.compare_digest(token.encode("utf-8", "replace"), self.server.token.encode())
        if self.headers.get_all("Host") != [self.server.host] or not known or not slash:
            self._refuse(HTTPStatus.FORBIDDEN, "Use the whole address that the command printed.")
            return None
        return place

    def _send_json(self, content: Any) -> None:
        self._send(HTTPStatus.OK, _JSON, json.dumps(content, ensure_ascii=False))

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True
        self._send(status, "text/plain; charset=utf-8", f"{why}\n")

    def _send(self, status: HTTPStatus, kind: str, content: str) -> None:
        body = content.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", SERVED_POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet: a log would hold the token."""
