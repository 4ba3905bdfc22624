"""Workspaces, people, tokens and permissions: who may do what."""
