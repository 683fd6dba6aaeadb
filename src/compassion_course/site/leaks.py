"""Look through an edition, byte by byte, for anything that only tutors may see.

What tutors alone have is taken apart into strings. Those that stand in no public file are looked for in every
file of the edition and in everything packed in it: as they are, in JSON and HTML, with lines broken
elsewhere, and in base64. Names of files are looked at as well.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import numpy as np
import yaml

from compassion_course.site import cache
from compassion_course.site.stage import is_named_for_tutors, trainee_files, tutor_files

PACKAGE = Path(__file__).parent.parent
#: Shorter words stand in public files by chance.
SHORTEST = 12
#: What JSON or HTML writes otherwise than it is; words are looked for between these.
_BREAKS = re.compile("[\"'\\\\<>&\\x00-\\x1f\\x7f]|[^\\x00-\\x7f]")
_BLANKS = re.compile(rb"\s+")
#: The digest of a public text stands in every sheet, and is not itself in any public file.
_DIGEST = re.compile(rb"[0-9a-f]{64}")
_HEAD = 8
_NESTED = 4


class Secret(NamedTuple):
    """Words that only tutors have, and the file that they are from."""

    words: bytes
    source: str


class Leak(NamedTuple):
    """Where something of the tutors' was found: the file of the edition, the tutors' file, and the words."""

    file: str
    source: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}: {self.words!r}, from {self.source}"


class Finder:
    """Finds many byte strings in one pass over a text.

    Parameters
    ----------
    needles
        Each of eight bytes or more; shorter ones are passed over.
    """

    def __init__(self, needles: Iterable[bytes]) -> None:
        self._by_head: dict[int, list[bytes]] = {}
        for needle in needles:
            if len(needle) >= _HEAD:
                self._by_head.setdefault(int.from_bytes(needle[:_HEAD], "little"), []).append(needle)
        self._heads = np.array(sorted(self._by_head), dtype="<u8")
        self._maybe = np.zeros(1 << 16, dtype=bool)
        self._maybe[(self._heads & 0xFFFF).astype(np.int64)] = True

    def found_in(self, text: bytes) -> set[bytes]:
        """Give those needles that stand in a text."""
        found: set[bytes] = set()
        for shift in range(_HEAD):
            count = (len(text) - shift) // _HEAD
            if count <= 0 or not self._heads.size:
                continue
            windows = np.frombuffer(text, dtype="<u8", count=count, offset=shift)
            places = np.flatnonzero(self._maybe[(windows & 0xFFFF).astype(np.int64)])
            candidates = windows[places]
            at = np.searchsorted(self._heads, candidates)
            hit = self._heads[np.minimum(at, self._heads.size - 1)] == candidates
            for place, head in zip(places[hit].tolist(), candidates[hit].tolist(), strict=True):
                start = place * _HEAD + shift
                found.update(needle for needle in self._by_head[head] if text.startswith(needle, start))
        return found


def secrets(course: Path) -> list[Secret]:
    """List the words that only tutors have, canaries included.

    Parameters
    ----------
    course
        The course as tutors have it.
    """
    words: dict[bytes, str] = {}
    for path in tutor_files(course):
        source = path.relative_to(course).as_posix()
        for text in _strings(path):
            for piece in _pieces(text):
                words.setdefault(piece, source)
    finder = Finder(words)
    public: set[bytes] = set()
    for path in _public_files(course):
        if path.suffix not in (".png", ".svg", ".woff2", ".ico"):
            content = path.read_bytes()
            public |= finder.found_in(_BLANKS.sub(b" ", content))
            # A string of a public file may be wrapped by marks: what its readers see counts as well.
            public |= finder.found_in(b"\n".join(piece for text in _strings(path) for piece in _pieces(text)))
    return [
        Secret(piece, source)
        for piece, source in words.items()
        if piece not in public and not _DIGEST.fullmatch(piece)
    ]


def leaks(course: Path, *editions: Path) -> list[Leak]:
    """Look for what only tutors have in every file of some editions, and in what is packed there.

    Parameters
    ----------
    course
        The course as tutors have it.
    editions
        Folders, or files. What several of them hold alike is read once.
    """
    sought: dict[bytes, Secret] = {}
    for secret in secrets(course):
        sought[secret.words] = secret
        sought.update(dict.fromkeys(_in_base64(secret.words), secret))
    finder = Finder(sought)
    found: dict[Leak, None] = {}
    # Packages and zips repeat the site's files, and a file takes as long to look through as to find again.
    held: dict[bytes, list[Secret]] = {}
    for top, path in _files(editions):
        for name, content in unpacked(top, path.read_bytes()):
            if is_tutors(name):
                found[Leak(name, "its name", PurePosixPath(name).name)] = None
            digest = hashlib.sha256(content).digest()
            if digest not in held:
                held[digest] = _held(content, finder, sought)
            for secret in held[digest]:
                found[Leak(name, secret.source, secret.words.decode("ascii")[:80])] = None
    return list(found)


def _files(editions: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Walk the files of editions, each with its name there."""
    for edition in editions:
        if edition.is_file():
            yield edition.name, edition
        else:
            for path in sorted(edition.rglob("*")):
                if path.is_file():
                    yield path.relative_to(edition).as_posix(), path


def _held(content: bytes, finder: Finder, sought: dict[bytes, Secret]) -> list[Secret]:
    """List what only tutors have in a file, however its lines are broken, in base64 as well."""
    plain = finder.found_in(content) | finder.found_in(_BLANKS.sub(b" ", content))
    packed = {words for words in finder.found_in(_BLANKS.sub(b"", content)) if words != sought[words].words}
    return [sought[words] for words in sorted(plain | packed)]


def unpacked(name: str, content: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """Give a file, and every file that is packed in it, at any depth that anybody would pack."""
    yield name, content
    if depth >= _NESTED:
        return
    if content[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from unpacked(f"{name}/{member}", archive.read(member), depth + 1)
    elif content[:2] == b"\x1f\x8b":
        yield from unpacked(f"{name}/", gzip.decompress(content), depth + 1)


def is_tutors(name: str) -> bool:
    """Tell whether a file of an edition is called, or lies, as only tutors' files do."""
    path = PurePosixPath(name)
    # The program may have names that the files of the course may not.
    return path.suffix != ".py" and (is_named_for_tutors(path) or "tutor" in path.parts)


def _public_files(course: Path) -> Iterator[Path]:
    yield from (course / name for name in trainee_files(course))
    yield from cache.files(PACKAGE)
    yield from (path for path in sorted(course.glob("*")) if path.is_file() and path.suffix != ".pyc")


def _strings(path: Path) -> list[str]:
    """Give the texts in a file: the strings of YAML and JSON, or the paragraphs of anything else."""
    if path.stat().st_size > 4_000_000:
        return []
    text = path.read_bytes().decode("utf-8", "replace")
    try:
        if path.suffix in (".yml", ".yaml"):
            return list(_leaves(yaml.safe_load(text)))
        if path.suffix in (".json", ".ipynb"):
            return list(_leaves(json.loads(text)))
        if path.suffix == ".jsonl":
            return [leaf for line in text.splitlines() if line.strip() for leaf in _leaves(json.loads(line))]
    except (yaml.YAMLError, ValueError):
        pass
    return re.split(r"\n\s*\n", text)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(key)
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)


def _pieces(text: str) -> Iterator[bytes]:
    """Cut a text where JSON, HTML or a wrapped line would write it otherwise."""
    for piece in _BREAKS.split(" ".join(text.split())):
        if len(stripped := piece.strip()) >= SHORTEST:
            yield stripped.encode("ascii")


def _in_base64(words: bytes) -> Iterator[bytes]:
    """Give what words look like in base64, wherever among three bytes they begin."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + words)
        # Letters that also depend on what stands before or after are left out.
        start = (before * 8 + 5) // 6
        end = (before + len(words)) * 8 // 6
        inner = whole[start:end]
        yield inner
        if b"+" in inner or b"/" in inner:
            yield inner.replace(b"+", b"-").replace(b"/", b"_")
