"""A film that the program draws by itself, with the exact truth beside it: who is in it, and when."""

from assets.demo.film import DemoClip, make_demo

__all__ = ["DemoClip", "make_demo"]
