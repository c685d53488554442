"""Review: doubtful tracks and edges one by one, each answered by one key."""

from app.review.page import ReviewPage

__all__ = ["ReviewPage"]
