"""The security plugin of OpenSearch on a real node: names, passwords, rights, and certificates of a private authority.

CLUSTER_SECURITY=1, a command of its own: the plugin is 45 MB of jars, and there is none for the version of the other nodes.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from archive.errors import UnavailableError
from archive.search import open_index
from archive.search.generations import ClusterFollower, publish_full, publish_incremental, share
from archive.search.index.factory import EngineChoice, backend, choose
from tests.given import Given
from tests.opensearch.nodes import SOURCE, Node, free_ports, node_directory, require_nodes
from tests.search.generations.test_generations import documents

POM = SOURCE / "security" / "pom.xml"
PASSWORD = "a long password of the archive's own"
STAFF, WEB = "archive", "web"
SSL = "plugins.security.ssl"
ROLES = """
_meta: {type: roles, config_version: 2}
staff:
  cluster_permissions:
    - cluster:monitor/main
    - cluster:monitor/health
    - indices:data/read/msearch
    - indices:data/write/bulk
  index_permissions:
    - index_patterns: [archive, archive-*]
      allowed_actions: ["indices:*"]
web:
  cluster_permissions:
    - cluster:monitor/main
    - cluster:monitor/health
    - indices:data/read/msearch
    - indices:data/write/bulk
  index_permissions:
    - index_patterns: [archive-*]
      allowed_actions: ["indices:data/read/*"]
    - index_patterns: [archive-shared]
      allowed_actions: ["indices:data/write/*", "indices:admin/refresh*", "indices:monitor/settings/get"]
"""
"""As docs/deploy/opensearch gives them."""


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node that lets in who has a password, over TLS."""
    if not os.environ.get("CLUSTER_SECURITY"):
        pytest.skip("CLUSTER_SECURITY=1 tries this on a real node")
    require_nodes(POM)
    home = tmp_path_factory.mktemp("secured") / "node"
    settings = _configured(home / "config", node_directory(POM))
    http, transport = free_ports(2)
    node = Node(home, "n0", http, transport, [transport], "n0", "data,cluster_manager,ingest", settings, POM)
    node.start()
    try:
        _until_it_knows_its_users(node)
        yield node
    finally:
        node.stop()


def _configured(config: Path, built: Path) -> dict[str, str]:
    """Certificates, users and rights of a node; its settings."""
    shutil.copytree(built / "plugin" / "config", config / "opensearch-security")
    _certify(config)
    hasher = ["java", "-cp", f"{built / 'plugin'}/*:{built / 'jars'}/*", "org.opensearch.security.tools.Hasher", "-p", PASSWORD]
    hashed = subprocess.run(hasher, capture_output=True, text=True, check=True).stdout.split()[-1]
    users = "".join(f"{name}: {{hash: '{hashed}'}}\n" for name in (STAFF, WEB))
    files = {
        "internal_users.yml": _meta("internalusers") + users,
        "roles.yml": ROLES,
        "roles_mapping.yml": f"{_meta('rolesmapping')}staff: {{users: [{STAFF}]}}\nweb: {{users: [{WEB}]}}\n",
    }
    for name, text in files.items():
        (config / "opensearch-security" / name).write_text(text)
    pem = {"pemcert_filepath": "node.pem", "pemkey_filepath": "node.key", "pemtrustedcas_filepath": "ca.pem"}
    told = {f"{SSL}.{layer}.{name}": value for layer in ("transport", "http") for name, value in pem.items()}
    return told | {
        f"{SSL}.http.enabled": "true",
        f"{SSL}.transport.enforce_hostname_verification": "false",
        "plugins.security.allow_default_init_securityindex": "true",
        "plugins.security.nodes_dn": "CN=node",
        "plugins.security.authcz.admin_dn": "CN=admin",
    }


def _meta(kind: str) -> str:
    return f"_meta: {{type: {kind}, config_version: 2}}\n"


def _certify(config: Path) -> None:
    """A private authority, and a node's certificate that it vouches for."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make certificates with")
    (config / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    for step in (
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority",
        "req -newkey rsa:2048 -nodes -keyout node.key -out node.csr -subj /CN=node",
        "x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out node.pem -days 2 -extfile names",
    ):
        subprocess.run([openssl, *step.split()], cwd=config, capture_output=True, check=True)


def _until_it_knows_its_users(node: Node) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        choose(of(node))
        with suppress(UnavailableError):
            backend().collect((), ())
            return
        time.sleep(0.5)
    pytest.fail((node.home / "log").read_text("utf-8", "replace")[-2000:])


def of(node: Node, user: str = STAFF, password: str = PASSWORD, ca: str = "ca.pem") -> EngineChoice:
    """The node's cluster, and who asks."""
    authority = str(node.home / "config" / ca) if ca else ""
    return EngineChoice(f"opensearch+https://127.0.0.1:{node.http}/archive", user, password, authority)


@pytest.fixture(autouse=True)
def embedded_again() -> Iterator[None]:
    """No other test asks this cluster."""
    yield
    choose(EngineChoice())


def test_staff_publish_and_a_web_machine_follows_with_rights_to_read(secured: Node, tmp_path: Path) -> None:
    staff, web = tmp_path / "staff", tmp_path / "web"
    choose(of(secured))
    share(staff, publish_full(staff, Given(documents("un", "deux")), revision=1), lambda _: None)
    share(staff, publish_incremental(staff, documents("trois"), ["un"], revision=2), lambda _: None)
    choose(of(secured, WEB))
    follower = ClusterFollower(web)
    assert follower.step()
    index = open_index(web)
    assert index.search("bonjour").total == 2
    assert index.trouble() == ""
    sharing = backend().sharing()
    assert sharing is not None
    assert [lease.machine for lease in sharing.leases()] == [follower.machine]
    with pytest.raises(UnavailableError, match="does not let engine_user do this"):
        publish_full(staff, Given(documents("quatre")), revision=3)
    index.close()
    follower.close()


def test_a_wrong_password_is_refused(secured: Node) -> None:
    choose(of(secured, password="wr0ng"))
    with pytest.raises(UnavailableError, match="engine_password is wrong") as refused:
        backend().collect((), ())
    assert "wr0ng" not in str(refused.value)


def test_a_certificate_of_an_unknown_authority_is_refused(secured: Node) -> None:
    choose(of(secured, ca=""))
    with pytest.raises(UnavailableError, match="engine_ca"):
        backend().collect((), ())
