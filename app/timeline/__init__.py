"""When: the film's shots, where the chosen persons show, what the rules keep of that, and the rules themselves."""

from app.timeline.panel import TimelinePanel
from app.timeline.rules_panel import RulesPanel

__all__ = ["RulesPanel", "TimelinePanel"]
