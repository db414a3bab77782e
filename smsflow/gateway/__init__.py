"""A carrier's double: real mail comes in, simulated phones answer it."""
