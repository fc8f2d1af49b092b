"""What each kind of file holds, as lines or captions, and the one table of kinds: registry.py."""
