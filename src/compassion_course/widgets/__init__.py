"""The course's widgets: Python holds the traits, JavaScript draws.

Classes are loaded when they are first named, so that ``import compassion_course.widgets`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .anonymiser import Anonymiser
    from .axial_map import AxialMap
    from .change_it import ChangeIt
    from .check import Check
    from .course_widget import CourseWidget
    from .evidence_reader import EvidenceReader
    from .exercise_sheet import ExerciseSheet
    from .flow_map import FlowMap
    from .neighbours_sorter import NeighboursSorter
    from .question_clinic import QuestionClinic
    from .reflection_card import ReflectionCard
    from .resilience_walk import ResilienceWalk
    from .service_conditions import ServiceConditions
    from .support_box import SupportBox
    from .theme_board import ThemeBoard
    from .three_circles import ThreeCircles
    from .transcript_coder import TranscriptCoder
    from .working_day import WorkingDay

__all__ = [
    "Anonymiser",
    "AxialMap",
    "ChangeIt",
    "Check",
    "CourseWidget",
    "EvidenceReader",
    "ExerciseSheet",
    "FlowMap",
    "NeighboursSorter",
    "QuestionClinic",
    "ReflectionCard",
    "ResilienceWalk",
    "ServiceConditions",
    "SupportBox",
    "ThemeBoard",
    "ThreeCircles",
    "TranscriptCoder",
    "WorkingDay",
]

_HOMES = {
    "Anonymiser": "anonymiser",
    "AxialMap": "axial_map",
    "ChangeIt": "change_it",
    "Check": "check",
    "CourseWidget": "course_widget",
    "EvidenceReader": "evidence_reader",
    "ExerciseSheet": "exercise_sheet",
    "FlowMap": "flow_map",
    "NeighboursSorter": "neighbours_sorter",
    "QuestionClinic": "question_clinic",
    "ReflectionCard": "reflection_card",
    "ResilienceWalk": "resilience_walk",
    "ServiceConditions": "service_conditions",
    "SupportBox": "support_box",
    "ThemeBoard": "theme_board",
    "ThreeCircles": "three_circles",
    "TranscriptCoder": "transcript_coder",
    "WorkingDay": "working_day",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
