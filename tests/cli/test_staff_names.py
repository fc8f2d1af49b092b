"""Names that may use the desk."""

from pathlib import Path

from click.testing import CliRunner, Result

from archive.cli import main


def added(library: Path, **settings: str) -> Result:
    env = {f"ARCHIVE_{name.upper()}": value for name, value in settings.items()}
    return CliRunner(env=env).invoke(main, ["--library", str(library), "staff", "add", "camille"], input="une-longue-phrase\n")


def test_a_name_given_while_the_desk_is_closed_is_told_what_opens_it(copied: Path) -> None:
    closed = added(copied)
    assert closed.exit_code == 0 and "staff_password_hash is not set" in closed.stderr
    opened = added(copied, staff_password_hash="scrypt$16384:8:1$c2FsdA$aGFzaA", secret_key="x" * 64)
    assert opened.exit_code == 0 and "closed" not in opened.stderr
