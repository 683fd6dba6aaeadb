"""A coding beside a reading, by the words that both cover: a prompt to look again, never a mark."""

from ..analysis.overlap import Coverage, coverage

__all__ = ["Coverage", "coverage"]
