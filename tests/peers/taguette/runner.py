"""Run in Taguette's own environment: start it, import our files as a person would, say what it then holds.

Called as ``runner.py FOLDER``. The folder holds ``project.sqlite3``, ``codebook.csv`` and transcripts as
``.html`` and ``.vtt``; the answer goes to standard output as JSON, and what Taguette exports of the first
project comes back as ``exported.sqlite3``. Only the standard library and Taguette are used, on 127.0.0.1
alone.
"""

from __future__ import annotations

import csv
import http.cookiejar
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from taguette import extract


class Taguette:
    """A running Taguette, and a person's browser in it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        surroundings = {**os.environ, "HOME": str(folder), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-c", "from taguette.main import main; main()", "--no-browser"]
        command += ["-b", "127.0.0.1", "-p", str(port), "--database", str(folder / "running.sqlite3")]
        log = folder / "taguette.log"
        with log.open("w") as said:
            self.process = subprocess.Popen(command, env=surroundings, stdout=said, stderr=said)
        while not (found := re.search(r"\?token=(\w+)", log.read_text())):
            if self.process.poll() is not None:
                raise SystemExit(f"Taguette did not start:\n{log.read_text()}")
            time.sleep(0.05)
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        self.get(f"/?token={found[1]}")
        self.get("/project/new")  # the first page with a form brings the token that forms need

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def get(self, path: str) -> bytes:
        with self.browser.open(self.base + path, timeout=30) as answer:
            return answer.read()

    def post(
        self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None
    ) -> tuple[int, bytes]:
        """Send a form as a browser does: with a file in parts, without one in one line."""
        fields = {**fields, "_xsrf": self.token}
        edge = uuid.uuid4().hex
        kind = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(fields).encode()
        if file is not None:
            kind = f"multipart/form-data; boundary={edge}"
            parts = [
                f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                for name, value in fields.items()
            ]
            head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n'
            parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode())
            body = b"".join([*parts, file[1], f"\r\n--{edge}--\r\n".encode()])
        request = urllib.request.Request(self.base + path, body, {"Content-Type": kind})
        try:
            with self.browser.open(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    @property
    def token(self) -> str:
        """What Taguette wants to see in every form."""
        return next(cookie.value or "" for cookie in self.cookies if cookie.name == "_xsrf")

    def new_project(self, name: str) -> str:
        body = urllib.parse.urlencode({"name": name, "description": "", "_xsrf": self.token}).encode()
        with self.browser.open(self.base + "/project/new", body, timeout=30) as answer:
            return answer.url.rpartition("/")[2]

    def embedded(self, project: str, what: str) -> Any:
        """Read the documents or tags that a project's page carries for its script."""
        page = self.get(f"/project/{project}").decode()
        written = re.search(rf"^\s*var {what} = (.*);$", page, re.MULTILINE)[1]
        # It is JavaScript: Taguette writes \x3C where JSON has \u003C.
        return json.loads(re.sub(r"(?<!\\)((?:\\\\)*)\\x(..)", r"\1\\u00\2", written))


class Words(HTMLParser):
    """The words of a snippet, with a line end between its paragraphs."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "p":
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self.lines:
            self.lines.append("")
        self.lines[-1] += data

    @property
    def text(self) -> str:
        return "\n".join(line.strip("\n") for line in self.lines)


def held(taguette: Taguette, project: str) -> dict[str, Any]:
    """Say what a project holds: words cut out by Taguette itself at the offsets that it keeps."""
    tags = {tag["id"]: tag["path"] for tag in listed(taguette.embedded(project, "tags"))}
    highlights = []
    for document in listed(taguette.embedded(project, "documents")):
        at = f"/api/project/{project}/document/{document['id']}"
        (contents,) = json.loads(taguette.get(f"{at}/contents"))["contents"]
        for one in json.loads(taguette.get(at))["highlights"]:
            cut = extract.extract(contents["contents"], one["start_offset"], one["end_offset"])
            place = [one["start_offset"], one["end_offset"]]
            codes = sorted(tags[tag] for tag in one["tags"])
            highlights.append([document["name"], *place, Words(cut).text, codes])
    page = taguette.get(f"/project/{project}/export/highlights/.csv").decode()
    return {
        "tags": sorted(tags.values()),
        "highlights": sorted(highlights),
        "csv": [row[1:] for row in csv.reader(io.StringIO(page))][1:],
    }


def listed(found: Any) -> list[dict[str, Any]]:
    return list(found.values()) if isinstance(found, dict) else found


def import_codebook(taguette: Taguette, content: bytes) -> dict[str, str]:
    """Send a codebook through the form and its confirmation, and say which tags are there then."""
    project = taguette.new_project("codebook")
    path = f"/project/{project}/import_codebook"
    status, page = taguette.post(path, {}, ("codebook.csv", content))
    if status != 200:
        raise SystemExit(f"codebook.csv was refused: {status}")
    form = Form(page.decode())
    status, page = taguette.post(path, form.fields)
    if status != 200:
        raise SystemExit(
            f"The codebook was not confirmed: {status} {re.findall('alert-danger.*', page.decode())}"
        )
    return {tag["path"]: tag["description"] for tag in listed(taguette.embedded(project, "tags"))}


class Form(HTMLParser):
    """What a person would send who presses the button."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if (
            tag == "input"
            and name.startswith("tag")
            and (given.get("type") != "checkbox" or "checked" in given)
        ):
            # A browser takes line ends out of a field of one line.
            self.fields[name] = re.sub(r"[\r\n]", "", given.get("value") or "on")


def upload(taguette: Taguette, file: Path) -> list[str]:
    """Upload a transcript as a document, and give its paragraphs as Taguette keeps them."""
    project = taguette.new_project(file.name)
    status, answer = taguette.post(
        f"/api/project/{project}/document/new",
        {"name": file.name, "description": "", "text_direction": "LEFT_TO_RIGHT"},
        (file.name, file.read_bytes()),
    )
    if status != 200:
        raise SystemExit(f"{file.name} was refused: {status} {answer.decode()}")
    at = f"/api/project/{project}/document/{json.loads(answer)['created']}/contents"
    (contents,) = json.loads(taguette.get(at))["contents"]
    return Words(contents["contents"]).text.split("\n")


def main(folder: Path) -> None:
    taguette = Taguette(folder)
    try:
        answer: dict[str, Any] = {"projects": {}, "uploads": {}}
        database = (folder / "project.sqlite3").read_bytes()
        status, found = taguette.post("/api/import", {}, ("project.sqlite3", database))
        if status != 200:
            raise SystemExit(f"project.sqlite3 was refused: {status} {found.decode()}")
        for project in json.loads(found)["projects"]:
            status, made = taguette.post(
                "/api/import", {"project_id": str(project["id"])}, ("project.sqlite3", database)
            )
            if status != 200:
                raise SystemExit(f"Project {project['name']} was refused: {status} {made.decode()}")
            id = str(json.loads(made)["project_id"])
            answer["projects"][project["name"]] = held(taguette, id)
            exported = folder / f"exported-{project['name']}.sqlite3"
            exported.write_bytes(taguette.get(f"/project/{id}/export/project.sqlite3"))
        answer["codebook"] = import_codebook(taguette, (folder / "codebook.csv").read_bytes())
        for file in sorted([*folder.glob("*.html"), *folder.glob("*.vtt")]):
            answer["uploads"][file.name] = upload(taguette, file)
        print(json.dumps(answer, ensure_ascii=False))
    finally:
        taguette.close()


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main(Path(sys.argv[1]))
