"""How late a hand-in came, by the programme's own dates. What follows from it is the programme's to say."""

from __future__ import annotations

import datetime
import math
from typing import NamedTuple

from ..exercises.sheet import moment
from .arrivals import Arrival
from .programme import Programme

_DAY = datetime.timedelta(days=1)


class Lateness(NamedTuple):
    """Days begun after the date that counts for this person, and whose clock says so.

    ``days`` is None where no date is set, or no clock wrote a time that there is.
    """

    days: int | None = None
    by: str = ""


NOT_LATE = Lateness()


def lateness(programme: Programme | None, arrival: Arrival) -> Lateness:
    """Count the days that a hand-in is late.

    A VLE's time outranks what the trainee's own computer wrote into the sheet.

    Parameters
    ----------
    programme
        With dates and extensions, by trainee.
    arrival
        The sheet, with whose it is decided.
    """
    if programme is None or arrival.exercise not in programme.due:
        return NOT_LATE
    due = programme.due[arrival.exercise]
    due = programme.extensions.get(arrival.trainee, {}).get(arrival.exercise, due)
    for came, by in ((_attempt(arrival), "VLE"), (moment(arrival.saved), "sheet")):
        if came is not None:
            return Lateness(max(0, math.ceil((came - due) / _DAY)), by)
    return NOT_LATE


def _attempt(arrival: Arrival) -> datetime.datetime | None:
    """Give the VLE's time, if it wrote one into the file's name that there is."""
    if arrival.person is None or not arrival.person.attempt:
        return None
    try:
        # A VLE's clock is the site's, which is taken for UTC: at most an hour off in England.
        return datetime.datetime.strptime(arrival.person.attempt, "%Y-%m-%d-%H-%M-%S").replace(
            tzinfo=datetime.UTC
        )
    except ValueError:
        return None
