"""The teaching models behind the widgets: small, stated, and the same in Python and in the page."""

from .class_pictures import ClassPictures, class_pictures
from .three_circles import Circles, load_circles
from .working_day import WorkingDay, after, kind_at, load_day, walk

__all__ = [
    "Circles",
    "ClassPictures",
    "WorkingDay",
    "after",
    "class_pictures",
    "kind_at",
    "load_circles",
    "load_day",
    "walk",
]
