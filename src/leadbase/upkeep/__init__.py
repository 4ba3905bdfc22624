"""Keeping a server well: letting go of what is old, and looking after everything that can go wrong."""
