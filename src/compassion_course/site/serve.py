"""Show the built site to this computer: http://127.0.0.1, gzipped as a real host would send it."""

from __future__ import annotations

import gzip
import io
import os
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

#: This machine alone: the site carries no secrets, but a trainee's network is no place for an open port.
HOST = "127.0.0.1"
LEVEL = 6

#: The standard handler asks the system; on Windows another program may have left anything in the registry.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
    ".epub": "application/epub+zip",
    ".pdf": "application/pdf",
}

#: Everything else is packed already.
_PACKED = {
    suffix for suffix, kind in _TYPES.items() if kind.startswith("text/") or kind.endswith(("json", "xml"))
}


class SiteHandler(SimpleHTTPRequestHandler):
    """Send the site's files, the texts among them gzipped where the browser takes that."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Answer with the gzipped file, or as the standard handler would."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.split("?")[0].endswith("/"):
            path /= "index.html"
        if (
            path.suffix not in _PACKED
            or not path.is_file()
            or "gzip" not in self.headers.get("Accept-Encoding", "")
        ):
            return super().send_head()
        changed = path.stat().st_mtime_ns
        tag = f'"{changed:x}-gzip"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", tag)
            self.send_header("Vary", "Accept-Encoding")
            self.end_headers()
            return None
        body = _gzipped(path, changed)
        self.send_response(HTTPStatus.OK)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        return io.BytesIO(body)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the type that a file is sent as."""
        return _TYPES.get(Path(path).suffix.lower(), "application/octet-stream")

    def end_headers(self) -> None:
        """Let browsers keep what they have, and ask each time whether it still holds.

        Whoever serves the site this way is working on it.
        """
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet; a missing page shows in the browser."""


@lru_cache(maxsize=512)
def _gzipped(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=LEVEL, mtime=0)


def server(site: Path, port: int = 0) -> ThreadingHTTPServer:
    """Make a server for a folder; port 0 takes any free one (`server.server_port` says which)."""
    return ThreadingHTTPServer((HOST, port), partial(SiteHandler, directory=str(site)))
