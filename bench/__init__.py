"""Measures Leadbase beside what somebody would build or take instead: the same lead, the same machine, by turns."""
