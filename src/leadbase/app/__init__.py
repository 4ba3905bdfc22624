"""Joins the rooms into one program: the only place that knows them all, and the only one that knows status numbers."""
