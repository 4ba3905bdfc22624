"""One file per database: how it opens, commits in groups and tells its faults."""
