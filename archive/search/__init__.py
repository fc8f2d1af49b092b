"""The front door of search."""
