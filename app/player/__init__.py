"""The picture: exact stills, forward play with sound, Only Look, and who is where in it."""

from app.player.view import PlayerView

__all__ = ["PlayerView"]
