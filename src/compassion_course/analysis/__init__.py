"""Figures, published numbers, and results that change with one assumption."""

from .change import Change, Mark, State
from .counting import share_by_counting, system_counts, system_range
from .definitions import PEOPLE, burnout_by_definition, invented_staff, spread
from .figure import Figure, figure, table_html
from .intervals import clopper_pearson
from .prevalence import prevalence_chart
from .published import PublishedFigure, published_figures

__all__ = [
    "PEOPLE",
    "Change",
    "Figure",
    "Mark",
    "PublishedFigure",
    "State",
    "burnout_by_definition",
    "clopper_pearson",
    "figure",
    "invented_staff",
    "prevalence_chart",
    "published_figures",
    "share_by_counting",
    "spread",
    "system_counts",
    "system_range",
    "table_html",
]
