"""What happens in the background: jobs to see, cancel and try again."""
