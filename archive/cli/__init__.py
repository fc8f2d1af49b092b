"""The `archive` command. Every module of this folder that is named in MODULES brings a tuple COMMANDS; nothing else is needed
to add one."""

from archive.cli.program import program

MODULES = (
    "archive.cli.adding",
    "archive.cli.asking",
    "archive.cli.showing",
    "archive.cli.serving",
    "archive.cli.standing",
    "archive.cli.desk_episodes",
    "archive.cli.desk_held",
    "archive.cli.desk_words",
    "archive.cli.desk_quality",
    "archive.cli.desk_outside",
    "archive.cli.desk_keeping",
    "archive.cli.desk_staff",
)
"""In the order in which `archive --help` lists their commands."""

main = program(MODULES)
