"""The files of docs/deploy for web servers, in front of a real site, where those web servers are installed."""

import json
import lzma
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import py3langid
import pytest

from tests.servers import serve_library

DEPLOY = Path(__file__).parent.parent / "docs" / "deploy"
NAME = "archive.example.org"
NGINX, CADDY, OPENSSL = shutil.which("nginx"), shutil.which("caddy"), shutil.which("openssl")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def site(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The host and port of a site that trusts this machine's proxy."""
    directory = shutil.copytree(sample_library, tmp_path_factory.mktemp("deployed") / "library")
    (directory / "settings.toml").write_text(f'trusted_proxies = ["127.0.0.1"]\nbase_url = "https://{NAME}"', encoding="utf-8")
    with serve_library(directory) as address:
        yield address.removeprefix("http://")


def answer(address: str, host: str = NAME) -> tuple[int, "dict[str, str]", bytes]:
    """The status, the headers and the body; any certificate will do."""
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    asked = urllib.request.Request(address, headers={"Host": host, "X-Forwarded-For": "198.51.100.1"})
    try:
        with urllib.request.urlopen(asked, timeout=30, context=trusting) as reply:
            return reply.status, joined(reply.headers), reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, joined(error.headers), error.read()


def joined(headers: Message) -> dict[str, str]:
    """The headers by name; one that came twice has both values."""
    return {name: ", ".join(headers.get_all(name, [])) for name in headers}


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the web server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=10).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server does not listen")


def make_certificate(folder: Path) -> None:
    """key.pem and cert.pem of our name, signed by itself."""
    assert OPENSSL
    made = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} -keyout key.pem -out cert.pem".split()
    subprocess.run([OPENSSL, *made], cwd=folder, check=True, capture_output=True)


def configuration(site: str, tmp_path: Path, tls: int, plain: int) -> str:
    """The name of nginx's configuration: our file with ports, certificate, log and limits put elsewhere."""
    ours = (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in {
        "listen 443 ": f"listen 127.0.0.1:{tls} ",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:443 ssl http2;": "",
        "listen [::]:80;": "",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": f"{tmp_path}/cert.pem",
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": f"{tmp_path}/key.pem",
        "/var/log/nginx/": f"{tmp_path}/",
        "127.0.0.1:8000": site,
        "rate=10r/s": "rate=1r/m",
        "burst=30": "burst=3",
    }.items():
        assert old in ours
        ours = ours.replace(old, new)
    (tmp_path / "ours.conf").write_text(ours, "utf-8")
    places = "".join(f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\nevents {{}}\nhttp {{ {places} include ours.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    return "nginx.conf"


@pytest.fixture
def nginx(site: str, tmp_path: Path) -> Iterator[str]:
    """The address of nginx with our file, its ports, certificate and log put elsewhere, and soon tired of searches."""
    if not (NGINX and OPENSSL):
        pytest.skip("nginx or openssl is not installed")
    tls, plain = free_port(), free_port()
    make_certificate(tmp_path)
    command = [NGINX, "-p", str(tmp_path), "-e", f"{tmp_path}/error.log", "-c", configuration(site, tmp_path, tls, plain)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    server = subprocess.Popen(command)
    try:
        wait_for(tls, server)
        yield f"https://127.0.0.1:{tls}"
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def caddy(site: str, tmp_path: Path) -> Iterator[str]:
    """The address of Caddy with our file, its name and the site's port put elsewhere."""
    if not CADDY:
        pytest.skip("Caddy is not installed")
    port = free_port()
    ours = (DEPLOY / "Caddyfile").read_text("utf-8")
    for old, new in {f"\n{NAME} {{": f"\nhttp://{NAME}:{port} {{", "\n{\n": "\n{\n\tadmin off\n", "127.0.0.1:8000": site}.items():
        assert old in ours
        ours = ours.replace(old, new)
    (tmp_path / "Caddyfile").write_text(ours, "utf-8")
    words = ("--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile"))
    places = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    checked = subprocess.run([CADDY, "validate", *words], capture_output=True, text=True, env=places, check=False)
    assert checked.returncode == 0, checked.stderr
    server = subprocess.Popen([CADDY, "run", *words], env=places, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> str:
    """The address of a web server with our file."""
    address: str = request.getfixturevalue(request.param)
    return address


def test_a_web_server_shows_the_site_as_it_is(proxy: str, site: str) -> None:
    status, headers, body = answer(f"{proxy}/search?q=commande+publique")
    assert status == 200
    assert "Content-Security-Policy" in headers
    told_once = "max-age=31536000" if proxy.startswith("https:") else None
    assert headers.get("Strict-Transport-Security") == told_once, "by the site, which knows that it is read over TLS"
    assert body == answer(f"http://{site}/search?q=commande+publique")[2]
    assert answer(f"{proxy}/episodes/none")[0] == 404


def test_a_web_server_lets_this_machine_ask_for_health(proxy: str) -> None:
    assert json.loads(answer(f"{proxy}/healthz")[2])["status"] == "ok"


def test_nginx_refuses_an_address_that_searches_without_end(nginx: str) -> None:
    statuses = {answer(f"{nginx}/api/none")[0] for _ in range(20)}
    assert statuses == {404, 429}
    assert answer(f"{nginx}/")[0] == 200


def test_nginx_logs_neither_addresses_nor_words(nginx: str, tmp_path: Path) -> None:
    answer(f"{nginx}/search?q=commande")
    written = tmp_path / "mot-pour-mot.log"
    for _ in range(100):  # it writes a line when the answer has gone already
        if "/search 200" in (log := written.read_text("utf-8")):
            break
        answer(f"{nginx}/")
    assert "/search 200" in log
    assert "commande" not in log
    assert "127.0.0.1" not in log


def test_the_room_that_a_container_is_given_for_files_holds_the_model_of_languages_for_four_processes() -> None:
    model = Path(py3langid.__file__).parent / "data" / "model.npz.xz"
    with lzma.open(model) as packed:
        unpacked = len(packed.read())
    rooms = re.findall(r"--tmpfs /tmp:size=(\d+)m", (DEPLOY / "Containerfile").read_text("utf8"))
    assert rooms and all(int(room) << 20 >= 4 * unpacked for room in rooms)
