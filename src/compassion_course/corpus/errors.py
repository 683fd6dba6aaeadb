"""Errors that tell the person who meets them what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class CourseError(Exception):
    """Something in the course's files cannot be used as it is.

    Parameters
    ----------
    where
        The file, with a line where one is known.
    problem
        What is wrong, in words.
    remedy
        What to do about it.
    """

    def __init__(self, where: str | Path, problem: str, remedy: str) -> None:
        self.where = str(where)
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{self.where}: {problem} {remedy}")


@dataclass(frozen=True, order=True)
class Fault:
    """One fault found by a check of the course: where it is, what it is, and the remedy."""

    path: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem} {self.remedy}"
