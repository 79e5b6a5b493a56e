"""How letters leave the house, and the address that they name."""

import pytest

from unidoc.configuration import Web
from unidoc.env import read
from unidoc.errors import StartupError
from unidoc.settings.mail import PRINTED, mail_server


def test_letters_are_printed_until_a_server_is_named() -> None:
    assert mail_server("").backend == PRINTED


def test_a_server_is_read_from_its_address() -> None:
    server = mail_server("smtp+tls://post%40example.org:p%3Aw@mail.example.org")
    assert (server.host, server.port) == ("mail.example.org", 587)
    assert (server.user, server.password) == ("post@example.org", "p:w")
    assert (server.starttls, server.tls) == (True, False)


def test_the_site_is_what_people_type() -> None:
    assert Web(site_url="https://a.example/").site == "https://a.example"
    behind = Web(allowed_hosts=("localhost", "docs.example.org", "web"))
    assert (behind.site, behind.sender) == (
        "https://docs.example.org",
        "unidoc@docs.example.org",
    )
    assert Web(port=8001).site == "http://localhost:8001"


def test_a_wrong_address_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "mail.example.org:25")
    with pytest.raises(StartupError, match="smtp"):
        read()
