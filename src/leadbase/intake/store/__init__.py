"""Every SQL statement of intake: webhooks, events, the journal's hot batches, counts, processes."""
