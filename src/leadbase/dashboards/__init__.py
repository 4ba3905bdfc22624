"""Dashboards: pages of tiles that people compose of numbers, charts and lists over their tables."""
