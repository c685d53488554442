"""Find, verify, convert and run the networks."""
