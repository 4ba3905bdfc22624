"""What somebody would use instead of Leadbase for the same job, each set up as its makers advise."""
