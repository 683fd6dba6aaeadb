"""Draw the synthetic staff survey: three tables of invented people, calibrated to published figures.

    python data/survey/make_survey.py                           # writes the course's own files again
    python data/survey/make_survey.py --seed 7 --out cohort-7   # another cohort, for a tutor

The same seed gives the same bytes on every machine: all chance comes from ``random.Random.random``, whose
stream Python keeps between versions, and every number is rounded to the step that its column names.
README.md, beside this file, says what each column is and which assumption no source carries.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable, Sequence
from math import floor, log, sqrt
from pathlib import Path
from random import Random
from statistics import NormalDist

HERE = Path(__file__).resolve().parent
Row = dict[str, str]

# What is published ------------------------------------------------------------------------------
# Westwood et al. (2017), counts worked out from the printed intervals: 68.6% and 50.0%.
PWPS, PWPS_ABOVE = 105, 72
HI_THERAPISTS, HI_THERAPISTS_ABOVE = 96, 48
# Johnson et al. (2020): 78.9% above an exhaustion and 58.1% above a disengagement cut-off.
JOHNSON_PEOPLE, JOHNSON_EXHAUSTED, JOHNSON_DISENGAGED = 298, 235, 173
# Zessin et al. (2015): self-compassion and wellbeing, pooled.
SELF_COMPASSION_R = 0.47
# A Swedish convention for the OLBI; whether Westwood used it is not known. Scores go in steps of 0.125.
EXHAUSTION_CUT_OFF, DISENGAGEMENT_CUT_OFF = 2.25, 2.10

# What is assumed: no source seen carries these ----------------------------------------------------
COURSE_SEED = 16  # the first whose cohort reads like both abstracts: see README.md
OVERTIME_SLOPE = 0.20  # log-odds for each weekly hour, PWPs
SUPERVISION_SLOPE = -0.50  # log-odds for each weekly hour, PWPs
TELEPHONE_SLOPE = 0.08  # log-odds for each weekly hour, PWPs with the tenure below or more
TELEPHONE_TENURE = 2.0  # years; below it the slope is 0
QUALITY_SLOPE = -0.60  # log-odds of disengagement for each standard deviation of supervision quality
DIMENSIONS_R = 0.50  # how closely exhaustion and disengagement go together before anything else
SCORE_PER_LOGIT = 0.25  # points of a 1-to-4 score for each unit of log-odds
SCORE_APART = 0.40  # how far the other of the two scores lies above its cut-off, in points
EXHAUSTION_DECIDES = 0.25  # share of people whose exhaustion is the one that decides
OVERTIME_MEAN, OVERTIME_MOST = 3.0, 15.0  # hours a week; many do a little, few do much
PWP_SUPERVISION = (2.0, 0.9, 0.0, 4.5)  # hours a week: mean, standard deviation, least, most
HI_SUPERVISION = (1.5, 0.6, 0.0, 4.5)
PWP_TELEPHONE = (12.0, 8.0, 0.0, 28.0)
HI_TELEPHONE = (4.0, 3.0, 0.0, 28.0)
PWP_YEARS_MEAN, HI_YEARS_MEAN, YEARS_MOST = 2.9, 5.0, 15.0
CLIENT_CONTACT = (20.0, 4.0, 6.0, 32.0)  # hours a week
MEETINGS = (3.0, 1.2, 1.0, 6.0)  # supervision meetings a month
SELF_COMPASSION_PEOPLE = 200


class Chance:
    """Draws that are the same in every version of Python: each is worked out from ``Random.random``."""

    def __init__(self, world: str, seed: int) -> None:
        self._random = Random(f"{world} {seed}")

    def share(self) -> float:
        """Draw between 0 and 1, never either."""
        return max(self._random.random(), 2.0**-53)

    def normal(self) -> float:
        """Draw from the standard normal distribution."""
        return NormalDist().inv_cdf(self.share())

    def within(self, mean: float, spread: float, least: float, most: float) -> float:
        """Draw from a normal distribution; what lies outside is brought back to the nearer end."""
        return min(max(mean + spread * self.normal(), least), most)

    def long_tail(self, mean: float, most: float) -> float:
        """Draw from an exponential distribution, cut off at the most."""
        return min(-mean * log(self.share()), most)


def logistic(share: float) -> float:
    """Turn a share into the deviate that makes a logistic model out of a threshold."""
    return log(share / (1 - share))


def to_step(value: float, step: float) -> float:
    """Round to a step; halves go up."""
    return floor(value / step + 0.5) * step


def margins(strain: Sequence[float], above: int) -> list[float]:
    """How far each lies above a threshold that exactly ``above`` of them reach.

    The threshold is half-way between the last that counts and the first that does not. So a published count
    is met by construction, and everything else stays as the logistic model draws it.
    """
    ranked = sorted(strain, reverse=True)
    threshold = (ranked[above - 1] + ranked[above]) / 2
    return [value - threshold for value in strain]


def score(cut_off: float, margin: float) -> float:
    """Turn a margin into a mean of eight answers from 1 to 4, at or above the cut-off if it is above 0."""
    first_that_counts = -floor(-cut_off * 8) / 8
    return min(max(first_that_counts + floor(margin * SCORE_PER_LOGIT * 8) / 8, 1.0), 4.0)


def westwood_world(seed: int, times: int = 1) -> list[Row]:
    """Draw a survey in which PWPs' hours matter and high-intensity therapists' do not.

    Parameters
    ----------
    times
        Makes the cohort this many times as large with the same shares, to see what size alone changes.
    """
    chance = Chance("westwood", seed)
    pwps = _role(
        chance, "PWP", PWPS * times, PWPS_ABOVE * times, PWP_YEARS_MEAN, PWP_SUPERVISION, PWP_TELEPHONE
    )
    others = _role(
        chance,
        "HI",
        HI_THERAPISTS * times,
        HI_THERAPISTS_ABOVE * times,
        HI_YEARS_MEAN,
        HI_SUPERVISION,
        HI_TELEPHONE,
    )
    return [
        {"synthetic": "true", "seed": str(seed), "id": f"W{n:03d}", **row}
        for n, row in enumerate(pwps + others, 1)
    ]


def _role(
    chance: Chance,
    role: str,
    people: int,
    above: int,
    years_mean: float,
    supervision_hours: tuple[float, float, float, float],
    telephone_hours: tuple[float, float, float, float],
) -> list[Row]:
    hours = []
    for _ in range(people):
        years = max(to_step(chance.long_tail(years_mean, YEARS_MOST), 0.1), 0.1)
        overtime = to_step(chance.long_tail(OVERTIME_MEAN, OVERTIME_MOST), 0.5)
        supervision = to_step(chance.within(*supervision_hours), 0.25)
        telephone = to_step(chance.within(*telephone_hours), 0.5)
        hours.append((years, overtime, supervision, telephone))
    weigh = pwp_log_odds if role == "PWP" else lambda *_: 0.0
    strain = [weigh(*each) + logistic(chance.share()) for each in hours]
    rows = []
    for (years, overtime, supervision, telephone), margin in zip(hours, margins(strain, above), strict=True):
        exhaustion, disengagement = _two_scores(chance, margin)
        rows.append(
            {
                "role": role,
                "years_in_service": f"{years:.1f}",
                "overtime_hours_per_week": f"{overtime:.1f}",
                "clinical_supervision_hours_per_week": f"{supervision:.2f}",
                "telephone_hours_per_week": f"{telephone:.1f}",
                "exhaustion_mean_1_to_4": f"{exhaustion:.3f}",
                "disengagement_mean_1_to_4": f"{disengagement:.3f}",
                "above_burnout_cut_off": _yes(margin > 0),
            }
        )
    return rows


def pwp_log_odds(years: float, overtime: float, supervision: float, telephone: float) -> float:
    """Say what a PWP's week adds to the log-odds of scoring above the cut-off."""
    by_telephone = TELEPHONE_SLOPE * telephone if years >= TELEPHONE_TENURE else 0.0
    return OVERTIME_SLOPE * overtime + SUPERVISION_SLOPE * supervision + by_telephone


def _two_scores(chance: Chance, margin: float) -> tuple[float, float]:
    """Make two scores; the lower beside its cut-off carries the margin, since both have to reach theirs."""
    decides = chance.share() < EXHAUSTION_DECIDES
    other = margin + abs(chance.normal()) * SCORE_APART / SCORE_PER_LOGIT
    exhaustion, disengagement = (margin, other) if decides else (other, margin)
    return score(EXHAUSTION_CUT_OFF, exhaustion), score(DISENGAGEMENT_CUT_OFF, disengagement)


def johnson_world(seed: int, times: int = 1) -> list[Row]:
    """Draw a survey in which only the quality of supervision matters, and only to disengagement."""
    chance = Chance("johnson", seed)
    people = JOHNSON_PEOPLE * times
    normal = NormalDist()
    quality = [to_step(chance.normal(), 0.01) for _ in range(people)]
    meetings = [to_step(chance.within(*MEETINGS), 1) for _ in range(people)]
    contact = [to_step(chance.within(*CLIENT_CONTACT), 0.5) for _ in range(people)]
    shared = [chance.normal() for _ in range(people)]
    apart = [DIMENSIONS_R * z + sqrt(1 - DIMENSIONS_R**2) * chance.normal() for z in shared]
    exhaustion = [logistic(normal.cdf(z)) for z in shared]
    disengagement = [QUALITY_SLOPE * q + logistic(normal.cdf(z)) for q, z in zip(quality, apart, strict=True)]
    exhausted = margins(exhaustion, JOHNSON_EXHAUSTED * times)
    disengaged = margins(disengagement, JOHNSON_DISENGAGED * times)
    return [
        {
            "synthetic": "true",
            "seed": str(seed),
            "id": f"J{n + 1:03d}",
            "role": "qualified therapist",
            "supervision_quality_sd": f"{quality[n]:.2f}",
            "supervision_meetings_per_month": f"{meetings[n]:.0f}",
            "client_contact_hours_per_week": f"{contact[n]:.1f}",
            "exhaustion_mean_1_to_4": f"{score(EXHAUSTION_CUT_OFF, exhausted[n]):.3f}",
            "disengagement_mean_1_to_4": f"{score(DISENGAGEMENT_CUT_OFF, disengaged[n]):.3f}",
            "above_exhaustion_cut_off": _yes(exhausted[n] > 0),
            "above_disengagement_cut_off": _yes(disengaged[n] > 0),
        }
        for n in range(people)
    ]


def self_compassion_worlds(seed: int) -> list[Row]:
    """Draw two tables with the same correlation: in one self-compassion acts, in one answering style does.

    The hidden parts are made uncorrelated within the table, so r is the published one in both and not merely
    near it. Then self-compassion is raised for everybody, which no survey can do and a simulation can.
    """
    chance = Chance("self-compassion", seed)
    r, people = SELF_COMPASSION_R, SELF_COMPASSION_PEOPLE
    style, first, second = _uncorrelated([[chance.normal() for _ in range(people)] for _ in range(3)])
    mix = sqrt(r)
    causal = [(m, a, r * a + sqrt(1 - r * r) * b, r) for m, a, b in zip(style, first, second, strict=True)]
    by_method = [
        (m, mix * m + sqrt(1 - r) * a, mix * m + sqrt(1 - r) * b, 0.0)
        for m, a, b in zip(style, first, second, strict=True)
    ]
    rows = []
    for version, table in (("causal", causal), ("shared-method", by_method)):
        for n, (manner, compassion, wellbeing, gain) in enumerate(table, 1):
            rows.append(
                {
                    "synthetic": "true",
                    "seed": str(seed),
                    "id": f"{version[0].upper()}{n:03d}",
                    "version": version,
                    "self_compassion_sd": f"{compassion:z.3f}",
                    "wellbeing_sd": f"{wellbeing:z.3f}",
                    "answering_style_sd": f"{manner:z.3f}",
                    "wellbeing_sd_if_self_compassion_1_sd_higher": f"{wellbeing + gain:z.3f}",
                }
            )
    return rows


def _uncorrelated(columns: list[list[float]]) -> list[list[float]]:
    """Centre columns, take from each what it shares with those before it, scale it to a deviation of 1."""
    done: list[list[float]] = []
    for column in columns:
        mean = sum(column) / len(column)
        rest = [value - mean for value in column]
        for before in done:
            shared = sum(a * b for a, b in zip(rest, before, strict=True)) / len(rest)
            rest = [a - shared * b for a, b in zip(rest, before, strict=True)]
        size = sqrt(sum(value * value for value in rest) / len(rest))
        done.append([value / size for value in rest])
    return done


def _yes(answer: bool) -> str:
    return "true" if answer else "false"


WORLDS: dict[str, Callable[[int], list[Row]]] = {
    "westwood-world.csv": westwood_world,
    "johnson-world.csv": johnson_world,
    "self-compassion.csv": self_compassion_worlds,
}


def tables(seed: int) -> dict[str, bytes]:
    """Draw all three tables as the bytes of their files, by file name."""
    return {name: _csv(draw(seed)) for name, draw in WORLDS.items()}


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("ascii")


def write(seed: int, folder: Path) -> list[Path]:
    """Write the tables into a folder, each whole or not at all; the folder is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in tables(seed).items():
        unfinished = folder / f".{name}.part"
        unfinished.write_bytes(content)
        written.append(unfinished.replace(folder / name))
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files of one seed, and say where they are; 2 if that cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--seed", type=int, default=COURSE_SEED, help="a whole number; each draws another cohort"
    )
    parser.add_argument("--out", type=Path, default=HERE, help="the folder to write into")
    chosen = parser.parse_args(arguments)
    if chosen.seed != COURSE_SEED and chosen.out.resolve() == HERE:
        print(f"{HERE}: The course's own cohort lies here.\nName another folder with --out.", file=sys.stderr)
        return 2
    try:
        for path in write(chosen.seed, chosen.out):
            print(path)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.\nCheck the folder and its permissions.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
