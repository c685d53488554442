"""The window: PySide6 widgets that follow `app.session` and change a project by commands alone."""
