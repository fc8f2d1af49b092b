"""What each kind of file holds, as lines or cues: HTML, stamped text, captions, records."""
