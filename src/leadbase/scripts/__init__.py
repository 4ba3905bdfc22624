"""User code: how scripts are checked and run, far away from the server's own process."""
