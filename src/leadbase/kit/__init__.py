"""Small things that know nothing of leads."""
