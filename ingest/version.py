"""The version of the cleaner: what it made of a page is made again where this is another."""

CLEANER_VERSION = 6
