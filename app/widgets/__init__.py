"""Small parts that several views are made of. They know neither session nor engine stages."""

from app.widgets.glyphs import GlyphButton
from app.widgets.labels import heading, muted
from app.widgets.slider import ValueSlider
from app.widgets.times import clock_text, length_text, size_text

__all__ = ["GlyphButton", "ValueSlider", "clock_text", "heading", "length_text", "muted", "size_text"]
