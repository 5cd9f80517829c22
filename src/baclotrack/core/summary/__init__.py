"""The appointment page as one value: everything that it says, worked out once from plan, journal and range."""

from baclotrack.core.summary.build import begin, summarise
from baclotrack.core.summary.values import Range, Source, Summary

__all__ = ["Range", "Source", "Summary", "begin", "summarise"]
