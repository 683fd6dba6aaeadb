"""The synthetic survey: the same bytes from the same seed, the published figures, and nothing unstated."""

from __future__ import annotations

import ast
import csv
import io
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_course.analysis import clopper_pearson, published_figures
from compassion_course.analysis.logistic import logistic_fit
from compassion_course.cli import main
from compassion_course.corpus import Course

ROOT = Path(__file__).resolve().parent.parent
SURVEY = ROOT / "data" / "survey"
SCRIPT = SURVEY / "make_survey.py"
README = (SURVEY / "README.md").read_text(encoding="utf-8")
FILES = ("westwood-world.csv", "johnson-world.csv", "self-compassion.csv")
SEEDS = st.integers(-(2**40), 2**40)
CLEAR = 1.96  # standard errors

make_survey = SimpleNamespace(**runpy.run_path(str(SCRIPT)))  # leaves no compiled copy among the data


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    words = {"true": 1.0, "false": 0.0}
    return np.array([words[row[name]] if row[name] in words else float(row[name]) for row in rows])


def westwood_fit(rows: list[dict[str, str]], role: str) -> np.ndarray:
    """Slopes for overtime, supervision, telephone before and from two years on, and for those two years."""
    rows = [row for row in rows if row["role"] == role]
    long = column(rows, "years_in_service") >= 2
    telephone = column(rows, "telephone_hours_per_week")
    return np.array(
        logistic_fit(
            column(rows, "above_burnout_cut_off"),
            column(rows, "overtime_hours_per_week"),
            column(rows, "clinical_supervision_hours_per_week"),
            telephone * ~long,
            telephone * long,
            long,
        )
    )


def johnson_fit(rows: list[dict[str, str]], dimension: str) -> np.ndarray:
    """Slopes for the quality of supervision, meetings, and client contact."""
    names = ("supervision_quality_sd", "supervision_meetings_per_month", "client_contact_hours_per_week")
    return np.array(
        logistic_fit(column(rows, f"above_{dimension}_cut_off"), *(column(rows, name) for name in names))
    )


def reads_like_the_abstracts(seed: int) -> bool:
    """Whether all that the two abstracts report would have been reported of this cohort."""
    westwood, johnson = make_survey.westwood_world(seed), make_survey.johnson_world(seed)
    overtime, supervision, before, after, _ = np.divide(*westwood_fit(westwood, "PWP"))
    others = np.divide(*westwood_fit(westwood, "HI"))
    exhausted = np.divide(*johnson_fit(johnson, "exhaustion"))
    quality, *rest = np.divide(*johnson_fit(johnson, "disengagement"))
    return (
        min(overtime, -supervision, after, -quality) > CLEAR
        and max(abs(z) for z in (before, *others, *exhausted, *rest)) < CLEAR
    )


# --- the same bytes -------------------------------------------------------------------------------


def test_the_script_writes_the_committed_files_again_byte_for_byte(tmp_path: Path):
    subprocess.run([sys.executable, SCRIPT, "--out", tmp_path / "new"], check=True, capture_output=True)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(FILES)
    for name in FILES:
        assert (tmp_path / "new" / name).read_bytes() == (SURVEY / name).read_bytes()


def test_a_tutor_draws_another_cohort_and_the_courses_own_stays(tmp_path: Path):
    assert make_survey.main(["--seed", "7", "--out", str(tmp_path)]) == 0
    for name in FILES:
        assert (tmp_path / name).read_bytes() != (SURVEY / name).read_bytes()
        assert {row["seed"] for row in rows_of((tmp_path / name).read_bytes())} == {"7"}


def test_the_command_draws_what_the_script_draws(tmp_path: Path):
    done = CliRunner().invoke(main, ["survey", "--seed", "7", "--out", str(tmp_path), "--course", str(ROOT)])
    assert done.exit_code == 0, done.output
    for name, content in make_survey.tables(7).items():
        assert (tmp_path / name).read_bytes() == content


def test_another_cohort_never_replaces_the_courses_own(capsys):
    assert make_survey.main(["--seed", "7"]) == 2
    assert "--out" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named_with_a_remedy(tmp_path: Path, capsys):
    (tmp_path / "taken").write_text("a file")
    assert make_survey.main(["--out", str(tmp_path / "taken")]) == 2
    assert "taken" in capsys.readouterr().err


def test_chance_comes_from_nothing_but_the_stream_that_python_keeps():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    drawn = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self._random"
    }
    assert drawn == {"random"}


def test_the_first_cohort_stays_what_it_was():
    """Should a platform or a Python draw otherwise, this says so before anything else does."""
    assert make_survey.Chance("westwood", 1).share() == pytest.approx(0.8427400, abs=1e-6)


# --- with every seed ------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_every_cohort_has_the_published_counts(seed: int):
    tables = {name: rows_of(content) for name, content in make_survey.tables(seed).items()}
    westwood = tables["westwood-world.csv"]
    for role, people, above in (("PWP", 105, 72), ("HI", 96, 48)):
        group = [row for row in westwood if row["role"] == role]
        assert (len(group), int(column(group, "above_burnout_cut_off").sum())) == (people, above)
    johnson = tables["johnson-world.csv"]
    assert len(johnson) == 298
    assert column(johnson, "above_exhaustion_cut_off").sum() == 235
    assert column(johnson, "above_disengagement_cut_off").sum() == 173
    for version in ("causal", "shared-method"):
        people = [row for row in tables["self-compassion.csv"] if row["version"] == version]
        r = np.corrcoef(column(people, "self_compassion_sd"), column(people, "wellbeing_sd"))[0, 1]
        assert len(people) == 200
        assert r == pytest.approx(0.47, abs=0.001)


RANGES = {
    "years_in_service": (0.1, 15, 0.1),
    "overtime_hours_per_week": (0, 15, 0.5),
    "clinical_supervision_hours_per_week": (0, 4.5, 0.25),
    "telephone_hours_per_week": (0, 28, 0.5),
    "supervision_quality_sd": (-9, 9, 0.01),
    "supervision_meetings_per_month": (1, 6, 1),
    "client_contact_hours_per_week": (6, 32, 0.5),
    "exhaustion_mean_1_to_4": (1, 4, 0.125),
    "disengagement_mean_1_to_4": (1, 4, 0.125),
    "self_compassion_sd": (-9, 9, 0.001),
    "wellbeing_sd": (-9, 9, 0.001),
    "answering_style_sd": (-9, 9, 0.001),
    "wellbeing_sd_if_self_compassion_1_sd_higher": (-9, 9, 0.001),
}


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_every_value_lies_in_its_range_and_on_its_step(seed: int):
    for content in make_survey.tables(seed).values():
        rows = rows_of(content)
        assert {row["synthetic"] for row in rows} == {"true"}
        assert len({row["id"] for row in rows}) == len(rows)
        assert "" not in {value for row in rows for value in row.values()}
        for name in RANGES.keys() & rows[0].keys():
            least, most, step = RANGES[name]
            values = column(rows, name)
            assert values.min() >= least
            assert values.max() <= most
            assert np.allclose(values / step, np.round(values / step), atol=1e-6)
            assert not any(re.fullmatch(r"-0\.?0*", row[name]) for row in rows)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_who_is_above_a_cut_off_can_be_seen_from_the_scores(seed: int):
    for rows in (make_survey.westwood_world(seed), make_survey.johnson_world(seed)):
        exhausted = column(rows, "exhaustion_mean_1_to_4") >= 2.25
        disengaged = column(rows, "disengagement_mean_1_to_4") >= 2.10
        if "above_burnout_cut_off" in rows[0]:
            assert (column(rows, "above_burnout_cut_off") == (exhausted & disengaged)).all()
        else:
            assert (column(rows, "above_exhaustion_cut_off") == exhausted).all()
            assert (column(rows, "above_disengagement_cut_off") == disengaged).all()


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_one_correlation_has_two_causes(seed: int):
    rows = make_survey.self_compassion_worlds(seed)
    for version, gain, with_style in (("causal", 0.47, 0), ("shared-method", 0, 0.47**0.5)):
        people = [row for row in rows if row["version"] == version]
        raised = column(people, "wellbeing_sd_if_self_compassion_1_sd_higher") - column(
            people, "wellbeing_sd"
        )
        assert np.allclose(raised, gain, atol=0.0011)
        for name in ("self_compassion_sd", "wellbeing_sd"):
            r = np.corrcoef(column(people, "answering_style_sd"), column(people, name))[0, 1]
            assert r == pytest.approx(with_style, abs=0.001)


# --- the slopes that were put in --------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_large_cohort_gives_back_the_slopes(seed: int):
    rows = make_survey.westwood_world(seed, times=60)
    put_in = np.array([0.20, -0.50, 0, 0.08, 0])
    for role, truth in (("PWP", put_in), ("HI", 0 * put_in)):
        slopes, errors = westwood_fit(rows, role)
        assert (abs(slopes - truth) < 3.5 * errors).all(), (role, slopes)
    rows = make_survey.johnson_world(seed, times=20)
    for dimension, quality in (("exhaustion", 0), ("disengagement", -0.60)):
        slopes, errors = johnson_fit(rows, dimension)
        assert (abs(slopes - [quality, 0, 0]) < 3.5 * errors).all(), (dimension, slopes)


def test_cohorts_of_the_published_size_scatter_about_the_slopes():
    fits = [westwood_fit(make_survey.westwood_world(seed), "PWP") for seed in range(1, 201)]
    slopes = np.array([fit[0] for fit in fits])
    errors = np.array([fit[1] for fit in fits])
    covered = abs(slopes - [0.20, -0.50, 0, 0.08, 0]) < CLEAR * errors
    assert ((covered.mean(axis=0) > 0.90) & (covered.mean(axis=0) < 0.99)).all()
    # With 105 people a logistic fit exaggerates a little; the directions are right.
    assert np.median(slopes, axis=0)[[0, 1, 3]] == pytest.approx([0.20, -0.50, 0.08], rel=0.25)


# --- the committed cohort -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def committed() -> dict[str, list[dict[str, str]]]:
    return {name: rows_of((SURVEY / name).read_bytes()) for name in FILES}


@pytest.mark.parametrize(
    ("figure", "name", "role", "outcome"),
    [
        ("westwood-pwp", FILES[0], "PWP", "above_burnout_cut_off"),
        ("westwood-hi", FILES[0], "HI", "above_burnout_cut_off"),
        ("johnson-exhaustion", FILES[1], "qualified therapist", "above_exhaustion_cut_off"),
        ("johnson-disengagement", FILES[1], "qualified therapist", "above_disengagement_cut_off"),
    ],
)
def test_the_published_shares_and_intervals_come_out(committed, figure, name, role, outcome):
    (published,) = published_figures(Course(ROOT), id=figure)
    group = [row for row in committed[name] if row["role"] == role]
    count = int(column(group, outcome).sum())
    assert len(group) == published.n
    assert round(100 * count / len(group), 1) == published.value
    if published.low is not None:
        bounds = [round(100 * bound, 1) for bound in clopper_pearson(count, len(group))]
        assert bounds == [published.low, published.high]


def test_the_two_groups_compare_as_worked_out(committed):
    """Odds ratio, risk ratio, difference and pooled share: worked out by us, the abstract has none."""
    pwp, others = (
        column([row for row in committed[FILES[0]] if row["role"] == role], "above_burnout_cut_off").mean()
        for role in ("PWP", "HI")
    )
    assert round((pwp / (1 - pwp)) / (others / (1 - others)), 2) == 2.18
    assert round(pwp / others, 2) == 1.37
    assert round(100 * (pwp - others), 1) == 18.6
    assert round(100 * column(committed[FILES[0]], "above_burnout_cut_off").mean(), 1) == 59.7


def test_the_committed_seed_is_the_first_that_reads_like_the_abstracts():
    first = next(seed for seed in range(1, 1000) if reads_like_the_abstracts(seed))
    assert first == make_survey.COURSE_SEED
    assert f"**Why seed {first}.**" in README


def test_the_readme_says_how_seldom_that_happens_and_how_steep_it_makes_the_slope():
    said = int(re.search(r"Of the first 1,000 seeds, (\d+) do", README)[1])
    assert said == sum(reads_like_the_abstracts(seed) for seed in range(1, 1001))
    (overtime, *_), _ = westwood_fit(make_survey.westwood_world(make_survey.COURSE_SEED), "PWP")
    assert f"too steep: {overtime:.2f} for each hour of overtime" in README


# --- nothing that is not stated ---------------------------------------------------------------------


def test_every_column_is_explained(committed):
    explained = set(re.findall(r"^\| `([a-z0-9_]+)` \|", README, re.M))
    assert explained == {name for rows in committed.values() for name in rows[0]}


def test_every_number_that_was_put_in_is_listed_with_its_source_or_as_an_assumption():
    put_in = {}
    for node in ast.parse(SCRIPT.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign):
            continue
        names = [ast.unparse(name) for name in getattr(node.targets[0], "elts", node.targets)]
        if all(name.isupper() for name in names) and not set(names) & {"HERE"}:
            put_in[tuple(names)] = ast.literal_eval(node.value)
    listed = {}
    for names, value, source in re.findall(
        r"^\| ((?:`[A-Z_]+`,? ?)+) \| ([^|]+) \| ([^|]+) \|$", README, re.M
    ):
        parts = tuple(float(part) for part in value.split(","))
        listed[tuple(re.findall(r"[A-Z_]+", names))] = (parts, source)
    assert listed.keys() == put_in.keys()
    for names, value in put_in.items():
        assert listed[names][0] == (value if isinstance(value, tuple) else (value,)), names
    published = {
        name for names, (_, source) in listed.items() if "[assumption]" not in source for name in names
    }
    assert published == {
        *("PWPS", "PWPS_ABOVE", "HI_THERAPISTS", "HI_THERAPISTS_ABOVE", "SELF_COMPASSION_R"),
        *("JOHNSON_PEOPLE", "JOHNSON_EXHAUSTED", "JOHNSON_DISENGAGED", "COURSE_SEED"),
    }
