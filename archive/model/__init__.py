"""The values the archive is about: episodes and their cues, pages as saved, days and periods, sources and their
players."""
