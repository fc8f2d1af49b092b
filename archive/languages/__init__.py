"""What is particular to a language: its function words, elisions, numbers, sounds and turns of phrase, one module a
language.

`base.Language` says what a language may tell; `of(code)` gives it, and `united()` all of them as one. How to add one:
docs/examples/new_language/breton.py.
"""

from archive.languages.registry import LanguageError, codes_of, is_function_word, of, registered, united

__all__ = ["LanguageError", "codes_of", "is_function_word", "of", "registered", "united"]
