"""Keep projects and cached analysis in SQLite."""
