"""Long work off the window's thread: jobs with progress, and answers of which only the newest counts."""

from app.jobs.control import Cancelled, Control
from app.jobs.latest import Latest
from app.jobs.pace import Pace
from app.jobs.worker import Ticket, Worker

__all__ = ["Cancelled", "Control", "Latest", "Pace", "Ticket", "Worker"]
