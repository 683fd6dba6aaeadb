"""Figures, published numbers, results that change with one assumption, and how far apart readings are."""

from .agreement import (
    CodeAgreement,
    agreement_by_code,
    codes_by_turn,
    cohen_kappa,
    gwet_ac1,
    jaccard,
    krippendorff_alpha,
    masi_alpha,
    masi_distance,
    shown,
)
from .change import Change, Mark, State
from .counting import share_by_counting, system_counts, system_range
from .definitions import PEOPLE, burnout_by_definition, invented_staff, spread
from .figure import Figure, figure, table_html
from .intervals import clopper_pearson
from .overlap import Coverage, Distance, coverage, distance_between, overlaps, soft_f1
from .prevalence import prevalence_chart
from .published import PublishedFigure, published_figures
from .trainees import TraineeRow, six_trainees

__all__ = [
    "PEOPLE",
    "Change",
    "CodeAgreement",
    "Coverage",
    "Distance",
    "Figure",
    "Mark",
    "PublishedFigure",
    "State",
    "TraineeRow",
    "agreement_by_code",
    "burnout_by_definition",
    "clopper_pearson",
    "codes_by_turn",
    "cohen_kappa",
    "coverage",
    "distance_between",
    "figure",
    "gwet_ac1",
    "invented_staff",
    "jaccard",
    "krippendorff_alpha",
    "masi_alpha",
    "masi_distance",
    "overlaps",
    "prevalence_chart",
    "published_figures",
    "share_by_counting",
    "shown",
    "six_trainees",
    "soft_f1",
    "spread",
    "system_counts",
    "system_range",
    "table_html",
]
