"""Files on disk: arrays that are mapped, tables of strings, writes that happen whole or not at all, bounded caches."""
