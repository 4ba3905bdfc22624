"""One file for each kind of system that leads come from."""
