"""The rows of the user's tables: written, read, queried, trashed, with what they were before."""
