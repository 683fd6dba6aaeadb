"""An exercise on the survey's numbers, made again with the numbers of another drawn cohort.

The words stand in the tutors' ``exercises/<slug>/cohort.yml``. The numbers in them, the key's answers and
which sentences may stand are worked out here from the cohort. What comes out is a pack for a release.
"""

from __future__ import annotations

import hashlib
import json
import runpy
import shutil
import tempfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from math import floor
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from ..analysis.ratios import TwoGroups, interval_words, two_groups
from ..analysis.two_shares import exact_interval, tenth
from ..corpus import Course, CourseError
from ..corpus.jsonl import read_json, write_whole
from .model_answer import load_model_answer
from .specification import load_exercise, load_key
from .yaml_files import convert, read_yaml

WORDS = "cohort.yml"
SHARE, TABLE = "share-from-odds", "supervision-table"
#: The pack's version is the course's hundreds and the seed, so that no sheet is marked by the wrong one.
HIGHEST_SEED = 99_999
YEARS, HOURS = 2, 2  # in the service; of supervision a week
LOWER_LINE, UPPER_LINE = 2.25, 2.50  # of exhaustion
_MINUS = "\N{MINUS SIGN}"
_LEAST_POINTS = 2  # of a difference that a sentence gives in whole points
# How near a whole number an odds ratio is called "nearly" or "over" it.
_NEARLY, _OVER = 0.75, 0.15

Sentences = dict[str, str | dict[str, str]]


class CohortWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sentences of ``cohort.yml`` by the place where they go: one for all, or one for each case."""

    people: dict[int, str]
    times: dict[int, str]
    likely: dict[str, str]
    file: dict[str, str]
    exercise: Sentences
    key: Sentences


class Share(NamedTuple):
    """How many of a group score at or above the line."""

    counted: int
    n: int

    @property
    def percent(self) -> float:
        """The share, in per cent."""
        return 100 * self.counted / self.n

    @property
    def odds(self) -> float:
        """The odds, to 1."""
        return self.counted / (self.n - self.counted)

    @property
    def interval(self) -> tuple[float, float]:
        """The exact interval as it is printed, in per cent."""
        low, high = exact_interval(*self)
        return tenth(100 * low), tenth(100 * high)

    def meets(self, other: Share) -> bool:
        """Whether the two intervals overlap, as printed."""
        (low, high), (other_low, other_high) = self.interval, other.interval
        return low <= other_high and other_low <= high


@dataclass(frozen=True)
class Cohort:
    """The counts of a drawn cohort that the exercise uses; people on ``less`` have under two hours."""

    seed: int
    newer: Share
    longer: Share
    pwps_less: Share
    pwps_more: Share
    therapists_less: Share
    therapists_more: Share
    lower_line: Share
    upper_line: Share

    @property
    def tenure(self) -> TwoGroups:
        """PWPs with two years or more, over those with less."""
        return two_groups(*self.longer, *self.newer)

    @property
    def pwps(self) -> TwoGroups:
        """PWPs with little supervision, and with more."""
        return two_groups(*self.pwps_less, *self.pwps_more)

    @property
    def therapists(self) -> TwoGroups:
        """High-intensity therapists with little supervision, and with more."""
        return two_groups(*self.therapists_less, *self.therapists_more)

    @cached_property
    def odds_ratio(self) -> float:
        """The odds ratio as it is printed."""
        return round(self.tenure.odds_ratio, 2)

    @property
    def wrong_turns(self) -> tuple[float, float]:
        """What comes out if the share is multiplied, or the odds ratio taken for the odds."""
        share = tenth(self.newer.percent)
        return tenth(share * self.odds_ratio), tenth(100 * self.odds_ratio / (1 + self.odds_ratio))

    @property
    def therapists_same(self) -> bool:
        """Whether both shares of the therapists are exactly the same."""
        less, more = self.therapists_less, self.therapists_more
        return less.counted * more.n == more.counted * less.n


def draw(course: Course, seed: int) -> Cohort:
    """Draw a cohort of the synthetic survey, and count."""
    rows = _survey(course)["westwood_world"](seed)
    pwps = [row for row in rows if row["role"] == "PWP"]
    therapists = [row for row in rows if row["role"] != "PWP"]
    newer, longer = _two_shares(pwps, "years_in_service", YEARS)
    exhaustion = [float(row["exhaustion_mean_1_to_4"]) for row in pwps]
    lower, upper = (
        Share(sum(score >= line for score in exhaustion), len(pwps)) for line in (LOWER_LINE, UPPER_LINE)
    )
    hours = "clinical_supervision_hours_per_week"
    return Cohort(
        seed,
        newer,
        longer,
        *_two_shares(pwps, hours, HOURS),
        *_two_shares(therapists, hours, HOURS),
        lower,
        upper,
    )


def _survey(course: Course) -> dict[str, Any]:
    return _script(course.data / "survey" / "make_survey.py")


@cache
def _script(path: Path) -> dict[str, Any]:
    return runpy.run_path(str(path))


def _two_shares(rows: list[dict[str, str]], column: str, from_: float) -> tuple[Share, Share]:
    """Count those below a value, and those at or above it."""
    parts: tuple[list[bool], list[bool]] = ([], [])
    for row in rows:
        parts[float(row[column]) >= from_].append(row["above_burnout_cut_off"] == "true")
    below, above = (Share(sum(part), len(part)) for part in parts)
    return below, above


# --- what the cohort decides ------------------------------------------------------------------


def misfit(cohort: Cohort, words: CohortWords, least: float) -> str:
    """Say why the exercise cannot be set with a cohort; nothing where it can.

    Parameters
    ----------
    least
        The course's own tolerance for ``share-from-odds``.
    """
    groups = (cohort.newer, cohort.longer, cohort.pwps_less, cohort.pwps_more)
    for group in (*groups, cohort.therapists_less, cohort.therapists_more):
        if not 0 < group.counted < group.n:
            return f"In one group {group.counted} of {group.n} are counted: its odds are 0 or without end."
    answer, ratio = tenth(cohort.longer.percent), cohort.odds_ratio
    if ratio <= 1 or tenth(ratio) == tenth(cohort.tenure.risk_ratio):
        return f"The odds ratio is {ratio:.2f}, and “{ratio:.1f} times as likely” is not wrong enough to see."
    if near := [turn for turn in cohort.wrong_turns if abs(turn - answer) <= tolerance_for(cohort, least)]:
        return f"A wrong turn gives {near[0]:.1f}, which lies too near to the right answer, {answer:.1f}."
    if _whole(abs(cohort.pwps.difference)) < _LEAST_POINTS:
        apart = tenth(abs(cohort.pwps.difference))
        return (
            f"The two groups of PWPs differ by {apart:.1f} points, too few for a sentence that says how many."
        )
    if not cohort.pwps_less.meets(cohort.pwps_more):
        return "The intervals of the two groups of PWPs do not overlap, and one sentence is about that."
    for name, pair in (("PWPs", cohort.pwps), ("therapists", cohort.therapists)):
        if 0 in _printed_interval(pair):
            return f"The interval of the {name}' difference ends at 0.0: nobody can see whether 0 is in it."
    if tenth(cohort.therapists.difference) == 0 and not cohort.therapists_same:
        return "The therapists' difference is printed as 0.0 and is not 0."
    between = cohort.lower_line.counted - cohort.upper_line.counted
    if between not in words.people:
        return f"There are {between} people between the two lines, for whom {WORDS} has no word."
    return ""


def tolerance_for(cohort: Cohort, least: float) -> float:
    """Give the tolerance that takes in who rounded the odds to one decimal on the way.

    Parameters
    ----------
    least
        The course's own, which is never made smaller.
    """
    answer, odds = tenth(cohort.longer.percent), tenth(cohort.newer.odds) * cohort.odds_ratio
    ways = [tenth(100 * each / (1 + each)) for each in (odds, tenth(odds))]
    return max(least, *(round(abs(way - answer), 1) for way in ways))


def may_stand(cohort: Cohort) -> dict[str, bool]:
    """Decide which sentences about the table of supervision may stand, by option.

    ``room-left`` rests on the interval of the therapists' difference. The others do so in every cohort that
    fits, or in none: ``brings-down`` claims a cause; ``pwps-fewer`` gives the table's own difference;
    ``no-matter`` claims none of a cause, which no interval shows; ``lower-line`` holds by what a line is; and
    ``overlap`` draws from two intervals what neither they nor their overlap can carry.
    """
    low, high = _printed_interval(cohort.therapists)
    room = _room(cohort)
    return {
        "brings-down": False,
        "pwps-fewer": True,
        "no-matter": False,
        "room-left": low <= -room and room <= high if cohort.therapists_same else low < 0 < high,
        "lower-line": True,
        "overlap": False,
    }


def _room(cohort: Cohort) -> int:
    """Give the whole tens of points that the interval of the therapists' difference has on either side."""
    return 10 * floor(min(abs(bound) for bound in _printed_interval(cohort.therapists)) / 10)


def _cases(cohort: Cohort) -> set[str]:
    """Name what a cohort is, as ``cohort.yml`` does to choose between sentences."""
    low, high = _printed_interval(cohort.pwps)
    therapists_low, therapists_high = _printed_interval(cohort.therapists)
    room = "therapists-room" if therapists_low < 0 < therapists_high else "therapists-clear"
    worked_out = _worked_out(cohort)[-1]
    return {
        "lower" if cohort.pwps.difference > 0 else "higher",
        "pwps-room" if low < 0 < high else "pwps-clear",
        "same" if cohort.therapists_same else room,
        "as-counted" if worked_out == tenth(cohort.longer.percent) else "rounded",
        "above-100" if cohort.wrong_turns[0] > 100 else "up-to-100",
        "lines-meet" if cohort.lower_line.meets(cohort.upper_line) else "lines-apart",
    }


def _worked_out(cohort: Cohort) -> tuple[float, float, float]:
    """Go from the printed share to the other as the key does: odds, odds, share."""
    odds = round(cohort.newer.odds, 3)
    longer = round(odds * cohort.odds_ratio, 2)
    return odds, longer, tenth(100 * longer / (1 + longer))


def _numbers(cohort: Cohort, words: CohortWords, tolerance: float, own: bool) -> dict[str, Any]:
    """Give what stands in braces in ``cohort.yml``."""
    tenure = cohort.tenure
    answer, ratio = tenth(cohort.longer.percent), cohort.odds_ratio
    odds, longer_odds, worked_out = _worked_out(cohort)
    times, taken = cohort.wrong_turns
    numbers: dict[str, Any] = {
        "seed": cohort.seed,
        "file": words.file["own" if own else "other"].format(seed=cohort.seed),
        "newer_not": cohort.newer.n - cohort.newer.counted,
        "odds_ratio": f"{ratio:.2f}",
        "odds_ratio_of": f"{1 + ratio:.2f}",
        "likely": _likely(ratio, words),
        "newer_odds": f"{odds:.3f}",
        "longer_odds": f"{longer_odds:.2f}",
        "longer_odds_of": f"{1 + longer_odds:.2f}",
        "worked_out": f"{worked_out:.1f}",
        "risk_ratio": f"{tenth(tenure.risk_ratio):.1f}",
        "answer": f"{answer:.1f}",
        "answer_least": f"{answer - tolerance:.1f}",
        "answer_most": f"{answer + tolerance:.1f}",
        "share_times_ratio": f"{times:.1f}",
        "ratio_as_odds": f"{taken:.1f}",
        "pwps": cohort.lower_line.n,
        "pwps_points": _whole(abs(cohort.pwps.difference)),
        "therapists": cohort.therapists_less.n + cohort.therapists_more.n,
        "therapists_apart": f"{tenth(abs(cohort.therapists.difference)):.1f}",
        "therapists_room": _room(cohort),
        "line_points": _whole(cohort.lower_line.percent - cohort.upper_line.percent),
        "between": words.people[cohort.lower_line.counted - cohort.upper_line.counted],
    }
    for group in ("newer", "longer", "pwps_less", "pwps_more", "therapists_less", "therapists_more"):
        numbers |= _of_share(group, getattr(cohort, group))
    for line in ("lower_line", "upper_line"):
        numbers |= _of_share(line, getattr(cohort, line))
    for role, pair in (("pwps", cohort.pwps), ("therapists", cohort.therapists)):
        low, high = _printed_interval(pair)
        numbers |= {
            f"{role}_difference": _signed(tenth(pair.difference)),
            f"{role}_low": _signed(low),
            f"{role}_high": _signed(high),
            f"{role}_low_size": f"{abs(low):.1f}",
            f"{role}_high_size": f"{abs(high):.1f}",
        }
    return numbers


def _of_share(name: str, share: Share) -> dict[str, Any]:
    return {
        name: share.counted,
        f"{name}_n": share.n,
        f"{name}_share": f"{tenth(share.percent):.1f}",
        f"{name}_whole": _whole(share.percent),
        f"{name}_interval": interval_words(*share),
    }


def _likely(ratio: float, words: CohortWords) -> str:
    """Call an odds ratio a likelihood, as a careless slide does."""
    whole = floor(ratio)
    rest = round(ratio - whole, 2)
    how, near = "decimal", whole
    if rest == 0:
        how = "exactly"
    elif rest <= _OVER:
        how = "over"
    elif rest >= _NEARLY:
        how, near = "nearly", whole + 1
    if near not in words.times:
        how = "decimal"
    return words.likely[how].format(times=words.times.get(near, ""), ratio=f"{tenth(ratio):.1f}")


def _printed_interval(pair: TwoGroups) -> tuple[float, float]:
    low, high = pair.difference_interval
    return tenth(low), tenth(high)


def _whole(value: float) -> int:
    return floor(value + 0.5)


def _signed(value: float) -> str:
    return f"{value:z.1f}".replace("-", _MINUS)


# --- the pack ---------------------------------------------------------------------------------


class Pack(NamedTuple):
    """The three files of an exercise as plain data."""

    exercise: dict[str, Any]
    key: dict[str, Any]
    model_answers: dict[str, Any]


def make_pack(course: Course, slug: str, seed: int) -> Pack:
    """Make an exercise with the survey's numbers of another cohort.

    Parameters
    ----------
    course
        The course as tutors have it.
    slug
        An exercise with a ``cohort.yml``.
    seed
        Draws the cohort; from 0.

    Raises
    ------
    CourseError
        If the exercise has no words for other cohorts, if these are no longer those of the exercise, or if
        the seed does not suit; then the reason is given, and the next seed that does.
    """
    version = load_exercise(course, slug).version
    canary = load_key(course, slug).canary
    folder = course.exercises / slug
    if not (folder / WORDS).is_file():
        raise CourseError(folder, "Nothing in this exercise changes with the survey.", f"It has no {WORDS}.")
    if not 0 <= seed <= HIGHEST_SEED:
        raise CourseError(
            f"seed {seed}", "It makes no version number.", f"Choose one from 0 to {HIGHEST_SEED}."
        )
    words: CohortWords = convert(folder / WORDS, read_yaml(folder / WORDS), CohortWords)
    there = Pack(
        read_yaml(folder / "exercise.yml"),
        read_yaml(folder / "key.yml"),
        read_json(folder / "model_answers.json"),
    )
    own = _survey(course)["COURSE_SEED"]
    _refuse_drift(folder, there, _filled(folder, there, words, draw(course, own), own=True))
    cohort, least = draw(course, seed), float(there.key["items"][SHARE]["tolerance"])
    if why := misfit(cohort, words, least):
        fitting = next(n for n in count(seed + 1) if not misfit(draw(course, n), words, least))
        raise CourseError(f"seed {seed}", f"This cohort does not suit. {why}", f"Seed {fitting} suits.")
    made = _filled(folder, there, words, cohort, own=seed == own)
    made.exercise["version"] = made.key["version"] = 100 * version + seed
    made.model_answers["exercise_version"] = 100 * version + seed
    made.key["canary"] = f"cw-canary-{hashlib.sha256(f'{canary} {slug} {seed}'.encode()).hexdigest()[:32]}"
    return made


def _filled(folder: Path, there: Pack, words: CohortWords, cohort: Cohort, *, own: bool) -> Pack:
    made = deepcopy(there)
    tolerance = tolerance_for(cohort, float(there.key["items"][SHARE]["tolerance"]))
    numbers, cases = _numbers(cohort, words, tolerance, own), _cases(cohort)
    for data, sentences in ((made.exercise, words.exercise), (made.key, words.key)):
        for place, sentence in sentences.items():
            _put(folder, data, place, _sentence(folder, place, sentence, numbers, cases))
    answer = tenth(cohort.longer.percent)
    stand = [option for option, may in may_stand(cohort).items() if may]
    made.key["items"][SHARE] |= {"answer": answer, "tolerance": tolerance}
    made.key["items"][TABLE]["answer"] = stand
    made.model_answers["answers"] |= {SHARE: answer, TABLE: stand}
    return made


def _sentence(
    folder: Path, place: str, sentence: str | dict[str, str], numbers: Mapping[str, Any], cases: set[str]
) -> str:
    if isinstance(sentence, dict):
        fitting = [words for case, words in sentence.items() if case in cases]
        if len(fitting) != 1:
            raise CourseError(
                folder / WORDS,
                f"{place} has {len(fitting)} sentences for a cohort that is {', '.join(sorted(cases))}.",
                "Give it one for each case that there can be.",
            )
        (sentence,) = fitting
    try:
        return sentence.format_map(numbers)
    except (KeyError, ValueError, IndexError) as error:
        raise CourseError(
            folder / WORDS, f"{place} cannot be filled in: {error}.", f"Known: {', '.join(sorted(numbers))}."
        ) from error


def _put(folder: Path, data: Any, place: str, words: str) -> None:
    *way, last = place.split("/")
    for step in way:
        data = _inside(data, step)
    if not isinstance(data, dict) or last not in data:
        raise CourseError(folder / WORDS, f"There is no {place} in the exercise.", "Mend the place.")
    data[last] = words


def _inside(data: Any, step: str) -> Any:
    """Take one step into plain data: a key, the id of an entry, or its place from 0."""
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list):
        for number, entry in enumerate(data):
            if step in (str(number), entry.get("id") if isinstance(entry, dict) else None):
                return entry
    return None


def _refuse_drift(folder: Path, there: Pack, again: Pack) -> None:
    """Refuse words that do not say with the course's own seed what the exercise says."""
    for name, one, other in zip(("exercise.yml", "key.yml", "model_answers.json"), there, again, strict=True):
        if place := _first_difference(one, other):
            raise CourseError(
                folder / WORDS,
                f"With the course's own seed, {place} is not as in {name}.",
                f"Bring {WORDS} to the words of {name}.",
            )


def _first_difference(one: Any, other: Any, place: str = "") -> str:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        parts = [(str(key), one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        parts = [
            (str(left["id"] if isinstance(left, dict) and "id" in left else number), left, right)
            for number, (left, right) in enumerate(zip(one, other, strict=True))
        ]
    else:
        return "" if one == other else place
    found = (_first_difference(left, right, f"{place}/{step}".lstrip("/")) for step, left, right in parts)
    return next(filter(None, found), "")


def write_pack(course: Course, slug: str, seed: int, out: Path) -> list[Path]:
    """Write ``<out>/<slug>/`` with the exercise, its key and its model answers.

    The key is tried on the model answers before anything is written.

    Parameters
    ----------
    out
        The folder of the pack, as ``release --pack`` takes it.

    Returns
    -------
    list of Path
        The three files.

    Raises
    ------
    CourseError
        As :func:`make_pack` does; or if other files stand in their place, which are left alone.
    """
    made = make_pack(course, slug, seed)
    contents = {
        "exercise.yml": _yaml(made.exercise),
        "key.yml": _yaml(made.key),
        "model_answers.json": json.dumps(made.model_answers, indent=1, ensure_ascii=False) + "\n",
    }
    folder = out / slug
    for name, text in contents.items():
        if (folder / name).exists() and (folder / name).read_bytes() != text.encode("utf-8"):
            raise CourseError(
                folder / name, "There is another one here already.", "Name a new folder with --out."
            )
    _try(slug, contents)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        write_whole(folder / name, text.encode("utf-8"))
    return [folder / name for name in contents]


def _try(slug: str, contents: Mapping[str, str]) -> None:
    """Load what is to be written, and mark the model answers with it."""
    scratch = Path(tempfile.mkdtemp(prefix="pack-"))
    try:
        folder = scratch / "exercises" / slug
        folder.mkdir(parents=True)
        for name, text in contents.items():
            (folder / name).write_text(text, encoding="utf-8")
        if faults := load_model_answer(Course(scratch), slug).faults:
            raise CourseError(slug, "\n".join(faults), f"Mend {WORDS} or the model answers.")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class _Dumper(yaml.SafeDumper):
    """Writes long texts folded, as people write them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = ">" if len(text) > 90 and text == text.strip() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _yaml(data: Mapping[str, Any]) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))
