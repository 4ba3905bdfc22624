"""Every SQL statement of records: rows and their changes, counts by value, and the index by which text is found."""
