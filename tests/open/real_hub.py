"""Flask-WebSub's hub on a port, its work done at once: `make hub` runs it in an environment of its own."""

import sys

from celery import Celery  # type: ignore[import-not-found]
from flask import Flask
from flask_websub.hub import Hub, SQLite3HubStorage  # type: ignore[import-not-found]


def main(port: str, database: str) -> None:
    """Serves until it is ended."""
    work = Celery("hub", broker="memory://")
    work.conf.task_always_eager = True
    app = Flask(__name__)
    app.config["PUBLISH_SUPPORTED"] = True
    app.register_blueprint(Hub(SQLite3HubStorage(database), work).build_blueprint(url_prefix="/hub"))
    app.run(port=int(port), threaded=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
