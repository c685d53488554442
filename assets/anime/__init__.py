"""Draw a short film in the manner of limited animation, with the truth of who shows when; all invented."""
