"""The outside world: kinds of systems that send leads, how each proves itself, and what it sends."""
