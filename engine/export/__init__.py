"""Write edit lists as video, timelines and tables."""
