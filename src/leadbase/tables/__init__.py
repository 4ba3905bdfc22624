"""Tables and fields that the user designs, and the types that a field can have."""
