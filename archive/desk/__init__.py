"""The staff's work."""
