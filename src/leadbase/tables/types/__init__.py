"""One file per field type; the file's name is the type's name. Adding a file is all it takes to add a type."""
