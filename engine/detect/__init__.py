"""Find shots and the things that frames show."""
