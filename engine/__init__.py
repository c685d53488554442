"""Find the people in a video and keep only the segments in which one of them appears."""

__version__ = "0.1.0"
