"""What the server itself has to say, in the program's log: one line of JSON, without the visitor's address."""

import logging
import re
from typing import Any

from gunicorn import glogging

_ADDRESS = re.compile(r" from ip=\S+:(?= )")


class WithoutAddress(logging.Filter):
    """Takes the visitor's address out of what gunicorn says of a request that it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass."""
        record.msg, record.args = _ADDRESS.sub(":", record.getMessage()), ()
        return True


class ServerLog(glogging.Logger):  # type: ignore[misc]
    """Gunicorn's log, handed on to the handlers of the program."""

    def setup(self, cfg: Any) -> None:
        """Leaves the writing to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.filters[:] = [WithoutAddress()]
