"""From evidence to an edit list: presence over time, segments that rules keep, clips rounded to frames."""
