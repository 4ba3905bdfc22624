"""Durable background work: one lease table for everything that is long, scheduled or retried."""
