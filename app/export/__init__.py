"""Write the cut: what to write and where, and the exports that are on their way."""

from app.export.dialog import ExportDialog

__all__ = ["ExportDialog"]
