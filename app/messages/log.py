"""Keep a log file, so that a report of a bug can say what came before it."""

import logging
import platform
from logging.handlers import RotatingFileHandler
from pathlib import Path

from engine import __version__
from engine.store.locations import data_folder

LOG = logging.getLogger("onlylook")
LARGEST_BYTES = 1_000_000


def log_file() -> Path:
    return data_folder() / "log" / "onlylook.log"


def start_log() -> None:
    """Write to the log file from now on. Without a place to write to, the program goes on without a log."""
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            log_file(), maxBytes=LARGEST_BYTES, backupCount=2, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.info("Only Look at Them %s on Python %s, %s", __version__, platform.python_version(), platform.platform())


def stop_log() -> None:
    for handler in tuple(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()
