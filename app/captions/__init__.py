"""What is written and said: the film's captions, searched and listed with those who say them."""

from app.captions.dock import CaptionsDock

__all__ = ["CaptionsDock"]
