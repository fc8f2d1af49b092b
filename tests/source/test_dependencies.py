"""What is installed by `make run` and in the container is what the program says it needs."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def test_the_locked_versions_hold_every_dependency_in_its_range() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]["dependencies"]
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", (ROOT / "requirements.txt").read_text("utf8"), re.MULTILINE))
    versions = {canonicalize_name(name): version for name, version in locked.items()}
    for line in stated:
        required = Requirement(line)
        version = versions.get(canonicalize_name(required.name))
        assert version is not None, f"{required.name} is missing: make lock"
        assert required.specifier.contains(version, prereleases=True), (
            f"{required.name} {version} is not {required.specifier}: make lock"
        )
