"""The only road from the window to the engine: the open film, who is in it, and the cut that is made of it."""

from app.session.analysis import Analysis
from app.session.changes import Change
from app.session.crops import Crops
from app.session.edits import Editing, Side
from app.session.exports import ENCODINGS, FORMATS, Encoding, Estimate, ExportFormat, ExportRequest
from app.session.film_strip import FilmStrip, Wanted
from app.session.lines import Line, Proposed
from app.session.radar import Radar, Spotted
from app.session.session import Session
from app.session.truth import Checked, Difference, TruthCheck
from app.session.views import Card, Cut, Lane, Marks, Scene, marks_of
from app.session.waveform import Waveform
from engine.pipeline.radar import Sighting

__all__ = [
    "ENCODINGS", "FORMATS", "Analysis", "Card", "Change", "Checked", "Crops", "Cut", "Difference", "Editing",
    "Encoding", "Estimate", "ExportFormat", "ExportRequest", "FilmStrip", "Lane", "Line", "Marks", "Proposed", "Radar",
    "Scene", "Session", "Side", "Sighting", "Spotted", "TruthCheck", "Wanted", "Waveform", "marks_of",
]  # fmt: skip
