"""Ready-made sets of tables and webhooks with their scripts, kept as data files."""
