"""Small parts that several views are made of. They know neither session nor engine stages."""

from app.widgets.glyphs import GlyphButton
from app.widgets.labels import heading, muted
from app.widgets.persons import is_own_name, shown_name
from app.widgets.slider import ValueSlider
from app.widgets.times import clock_text, length_text, size_text

__all__ = [
    "GlyphButton",
    "ValueSlider",
    "clock_text",
    "heading",
    "is_own_name",
    "length_text",
    "muted",
    "shown_name",
    "size_text",
]
