"""Write down the details of a fault of the program, where a person can find and send them."""

import platform
import tempfile
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from engine import __version__
from engine.store.locations import data_folder


def note_bug(error: BaseException, arguments: Sequence[str]) -> Path:
    """The file that tells what happened; in the data folder, or where that cannot be written a temporary one."""
    return note_text("".join(traceback.format_exception(error)), arguments)


def note_text(details: str, arguments: Sequence[str]) -> Path:
    """The same for a fault in another process, of which only the traceback came over."""
    text = "\n".join(
        (
            f"Only Look at Them {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"onlylook {' '.join(arguments)}",
            details,
        )
    )
    name = f"fault-{datetime.now():%Y%m%d-%H%M%S}.txt"
    for folder in (data_folder() / "faults", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return folder / name
    return Path("no file, because none can be written; run it again with --debug")
