"""Where everything is kept: one engine, grouped commits, two databases, our own migrations."""
