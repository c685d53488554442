"""The window: the picture in the middle, the cast, the rules and the timeline around it."""

from app.main_window.window import MainWindow

__all__ = ["MainWindow"]
