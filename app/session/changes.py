"""Say what changed, so that each view repaints only what it shows."""

import enum


class Change(enum.Flag):
    """What `Session.changed` tells."""

    FILM = enum.auto()
    """Another film is open, or none."""
    ANALYSIS = enum.auto()
    """The analysis began, went on, paused or ended."""
    SCENE = enum.auto()
    """Shots, tracks or persons."""
    CHOICE = enum.auto()
    """Whom the cut is about."""
    RULES = enum.auto()
    CUT = enum.auto()
    """Segments and lanes."""
    EDGES = enum.auto()
    """The time of every frame is known now."""
    MARKERS = enum.auto()
    SOUND = enum.auto()
    """Another sound track is heard."""
