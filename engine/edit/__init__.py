"""Turn evidence into segments and an edit list."""
