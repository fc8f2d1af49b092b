"""What is known of a language before any word is said in it: its sounds, its common words, its lemmas, its numbers."""
