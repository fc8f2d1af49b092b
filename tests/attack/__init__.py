"""An attack from within: as a stranger would, against any library."""
