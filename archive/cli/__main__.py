"""`python -m archive.cli`, for a machine on which the command is not on the path."""

from archive.cli import main

main()
