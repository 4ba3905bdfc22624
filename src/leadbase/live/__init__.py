"""Live: tells open pages that something changed, so that they fetch it again."""
