"""A known failure of the set-up, told in one sentence."""


class Trouble(Exception):
    """What went wrong and what to do next; everything else is a bug and shows as one."""
