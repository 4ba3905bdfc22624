"""A workspace's design as a folder of text files: to be kept in git, compared, and put into another workspace."""
