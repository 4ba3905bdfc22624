"""The command line: `leadbase serve`, `push`, `events` and the rest; `main` is what the installed command runs."""

from __future__ import annotations

from leadbase.cli.program import main

__all__ = ["main"]
