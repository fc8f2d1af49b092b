"""What a word is and where it stands: tokens, positions, shingles, time codes, slugs."""
