"""Takes the steps of docs/deploy/Containerfile on this machine, without a container: what the image is made of is what
.containerignore lets in, each version comes by its hash, and what results adds pages, serves them and is healthy.
`make image-steps`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
CONTAINERFILE = ROOT / "docs" / "deploy" / "Containerfile"


def context(into: Path) -> Path:
    """What the image is built from: the files of the project that .containerignore lets in."""
    into.mkdir()
    let_in = [line[1:] for line in (ROOT / ".containerignore").read_text("utf8").splitlines() if line.startswith("!")]
    for name in let_in:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy(source, into / name)
    return into


def commands() -> list[str]:
    """The RUN steps of the stage that builds."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE.read_text("utf8"), flags=re.MULTILINE).replace("\\\n", " ")
    return re.findall(r"^RUN (.*)$", text.partition("\nFROM ")[0], re.MULTILINE)


def healthy(python: Path, port: str) -> None:
    """What the image's HEALTHCHECK asks."""
    (asked,) = re.findall(r'"-c", "(.*?)"\]', CONTAINERFILE.read_text("utf8"))
    subprocess.run([python, "-c", asked.replace(":8000", f":{port}")], check=True)


def main() -> None:
    """Takes them all; raises where one fails."""
    with TemporaryDirectory() as made:
        project, home = context(Path(made) / "project"), Path(made) / "archive"
        for step in commands():
            moved = step.replace("/opt/archive", str(home)).replace("python -m venv", f"{sys.executable} -m venv")
            subprocess.run(["/bin/sh", "-euc", moved], cwd=project, check=True)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "ARCHIVE_"))}
        run = [str(home / "bin" / "archive"), "--library", f"{made}/library"]
        subprocess.run([*run, "add", str(project / "archive" / "sample" / "pages")], env=clean, cwd=made, check=True)
        served = subprocess.Popen([*run, "serve", "--port", "0"], env=clean, cwd=made, stdout=subprocess.PIPE, text=True)
        try:
            assert served.stdout is not None
            healthy(home / "bin" / "python", served.stdout.readline().split("127.0.0.1:")[1].split()[0])
        finally:
            served.terminate()
            served.wait(20)
        print(subprocess.run(["du", "-sm", str(home)], capture_output=True, text=True, check=True).stdout.split()[0], "MB")


if __name__ == "__main__":
    main()
