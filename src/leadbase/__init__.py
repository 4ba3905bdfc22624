"""Leadbase: a self-hosted low-code hub for sales leads."""
