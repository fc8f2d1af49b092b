"""From answers and episodes to what a template shows: numbers, words and marked text."""
