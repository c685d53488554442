"""All analysed films at once: who is in which, where, and for how long."""

from app.series.dock import SeriesDock

__all__ = ["SeriesDock"]
