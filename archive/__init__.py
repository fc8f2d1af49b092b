"""Mot pour mot: the searchable archive of a show's episodes."""
