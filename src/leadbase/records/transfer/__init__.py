"""Tables from files and back: reading what came, matching columns, dry run, import, undo, export."""
