"""Runs of a training: what to do, doing it, going on after a stop, and what is handed over at its end."""
