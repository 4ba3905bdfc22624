"""Every SQL statement of access."""
