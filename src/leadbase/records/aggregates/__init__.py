"""Records counted and measured: as a whole, by the values of a field, or by steps of time."""
