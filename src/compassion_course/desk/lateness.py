"""How late a hand-in came, by the programme's own dates. What follows from it is the programme's to say."""

from __future__ import annotations

import datetime
import math
from typing import NamedTuple

from .arrivals import Arrival
from .programme import Programme

_DAY = datetime.timedelta(days=1)


class Lateness(NamedTuple):
    """Days begun after the date that counts for this person, and whose clock says so.

    ``days`` is None where no date is set.
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
    attempt = arrival.person.attempt if arrival.person is not None else ""
    if attempt:
        # A VLE's clock is the site's, which is taken for UTC: at most an hour off in England.
        came = datetime.datetime.strptime(attempt, "%Y-%m-%d-%H-%M-%S").replace(tzinfo=datetime.UTC)
    else:
        came = datetime.datetime.fromisoformat(arrival.saved.replace("Z", "+00:00"))
    return Lateness(max(0, math.ceil((came - due) / _DAY)), "VLE" if attempt else "sheet")
