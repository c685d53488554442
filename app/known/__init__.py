"""The gallery of people: turned on by the user alone, with all that it holds in one dialog."""

from app.known.consent import ConsentDialog
from app.known.dialog import KnownDialog

__all__ = ["ConsentDialog", "KnownDialog"]
