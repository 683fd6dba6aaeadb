"""Whose marks moved when a class was marked again, item by item."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .csv_files import number, whole_file
from .gradebook import Entry, Gradebook
from .plain_text import in_cell


class Move(NamedTuple):
    """One mark by key that is not what it was for the same sheet."""

    trainee: str
    exercise: str
    item: str
    before: str
    now: str
    key_before: str
    key_now: str
    why: str


class KeptMarks:
    """The marks by key that a gradebook has, to be compared with new ones.

    Parameters
    ----------
    book
        The gradebook. Ask of a sheet before its new marks are added.
    """

    def __init__(self, book: Gradebook) -> None:
        self._book = book
        self._by_sheet = {
            (one.trainee, one.exercise, one.digest): one.id for one in book.submissions(current=False)
        }

    def moves(self, entry: Entry) -> list[Move]:
        """List what moved for one sheet; nothing for a sheet that is new."""
        submission = self._by_sheet.get((entry.trainee, entry.exercise, entry.digest))
        if submission is None:
            return []
        kept = self._book.latest(submission=submission).get(submission, {})
        moves = []
        for mark in entry.items:
            row = kept.get(mark.item, {}).get("key")
            if row is None or (row.marks, row.of, row.state) == (mark.marks, mark.of, mark.state):
                continue
            before = row.state if row.marks is None else f"{number(row.marks)} of {number(row.of)}"
            now = mark.state if mark.marks is None else f"{number(mark.marks)} of {number(mark.of)}"
            moves.append(
                Move(
                    entry.trainee,
                    entry.exercise,
                    mark.item,
                    before,
                    now,
                    f"{row.key_version} ({row.key_digest})",
                    f"{entry.key_version} ({entry.key_digest})",
                    mark.why,
                )
            )
        return moves


def write_moves(path: Path, moves: Iterable[Move]) -> None:
    """Write the list, whole or not at all."""
    with whole_file(path) as file:
        writer = csv.writer(file)
        writer.writerow(Move._fields)
        for move in sorted(moves):
            writer.writerow([in_cell(cell) for cell in move])
