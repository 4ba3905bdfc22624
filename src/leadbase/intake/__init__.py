"""A lead comes in: webhooks, events, attempts and what each attempt did."""
