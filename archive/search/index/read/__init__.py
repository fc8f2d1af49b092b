"""An index, open for reading."""
