"""One file, one language: each has `open_runtime()`, which gives a Runtime."""
