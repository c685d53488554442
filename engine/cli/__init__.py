"""The `onlylook` command."""
