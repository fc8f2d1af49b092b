"""What machine transcripts get wrong, and how to read them all the same."""
