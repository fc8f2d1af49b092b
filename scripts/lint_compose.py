"""Holds a compose file against Compose's own schema: `make lint-image`."""

import sys
from pathlib import Path

import yaml
from compose_spec import models  # type: ignore[import-not-found]


def main(file: str) -> None:
    """Raises where something in it is not of the schema; what begins with x- is the file's own."""
    told = yaml.safe_load(Path(file).read_text("utf8"))
    found = models.ComposeSpecification.model_validate({name: value for name, value in told.items() if not name.startswith("x-")})
    print(f"{file}: {', '.join(found.services)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
