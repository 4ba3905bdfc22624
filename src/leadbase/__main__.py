"""Lets `python -m leadbase` do what the installed command does."""

from __future__ import annotations

from leadbase.cli import main

main()
