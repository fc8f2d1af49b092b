"""The `archive` command. Every module of this folder that is named in MODULES brings a tuple COMMANDS; nothing else is
needed to add one."""

from archive.cli.program import program

MODULES = (
    "archive.cli.add",
    "archive.cli.search",
    "archive.cli.show_and_export",
    "archive.cli.serve",
    "archive.cli.status",
    "archive.cli.edit_episodes",
    "archive.cli.glossary",
    "archive.cli.coverage",
    "archive.cli.sources",
    "archive.cli.fetch",
    "archive.cli.maintenance",
    "archive.cli.accounts_and_undo",
)
"""In the order in which `archive --help` lists their commands."""

main = program(MODULES)
