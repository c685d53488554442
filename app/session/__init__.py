"""The only road from the window to the engine: the open film, who is in it, and the cut that is made of it."""

from app.session.analysis import Analysis
from app.session.changes import Change
from app.session.crops import Crops
from app.session.edits import Editing, Side
from app.session.everywhere import Compiled, Everywhere, Hit
from app.session.exports import ENCODINGS, FORMATS, Encoding, Estimate, ExportFormat, ExportRequest
from app.session.film_strip import FilmStrip, Wanted
from app.session.known_people import Face, KnownPeople, KnownView
from app.session.lines import Line, Proposed, Recognised
from app.session.radar import Radar, Spotted
from app.session.session import Session
from app.session.truth import Checked, Difference, TruthCheck
from app.session.views import Card, Cut, Lane, Marks, Scene, marks_of
from app.session.waveform import Waveform
from engine.pipeline.radar import Sighting
from engine.store.identities import Identity

__all__ = [
    "ENCODINGS",
    "FORMATS",
    "Analysis",
    "Card",
    "Change",
    "Checked",
    "Compiled",
    "Crops",
    "Cut",
    "Difference",
    "Editing",
    "Encoding",
    "Estimate",
    "Everywhere",
    "ExportFormat",
    "ExportRequest",
    "Face",
    "FilmStrip",
    "Hit",
    "Identity",
    "KnownPeople",
    "KnownView",
    "Lane",
    "Line",
    "Marks",
    "Proposed",
    "Radar",
    "Recognised",
    "Scene",
    "Session",
    "Side",
    "Sighting",
    "Spotted",
    "TruthCheck",
    "Wanted",
    "Waveform",
    "marks_of",
]
