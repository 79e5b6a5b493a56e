"""The mailbox, on a real IMAP server: every mail becomes a document, once."""

import datetime
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.models import Document, Inlet
from core.services.arrivals import intake, mailbox
from core.services.arrivals.imap import Account, open_folder
from tests.cast import Cast, run_jobs
from tests.servers import Imap, imap_server
from tests.tls_front import tls_in_front_of


def mail(subject: str, body: str = "Please find the lease attached.") -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "anna@example.org"
    message.set_content(body)
    message.add_attachment(b"A plan", maintype="text", subtype="x", filename="plan.txt")
    return message.as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture(scope="module")
def running() -> Iterator[Imap]:
    with imap_server() as server:
        yield server


@pytest.fixture
def server(db: None, running: Imap, settings: Any) -> Iterator[Imap]:
    settings.MAILBOX = account(running)
    yield running
    with running.client() as client:
        client.select("INBOX")
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()


def account(server: Imap, **other: Any) -> dict[str, Any]:
    return {
        "host": "127.0.0.1",
        "port": server.port,
        "user": server.user,
        "password": server.password,
        "folder": "INBOX",
        "tls": "none",
        **other,
    }


def look() -> Inlet:
    mailbox.look()
    return Inlet.objects.get()


def test_every_mail_and_its_attachments_come_in_once(
    cast: Cast, server: Imap, settings: Any
) -> None:
    settings.INTAKE_USER = "editor"
    server.deliver(mail("Аренда этажа"), mail("Rent"))
    assert look().taken == 2
    server.deliver(mail("The third"))
    assert look().taken == 3
    assert look().taken == 3
    run_jobs()
    mails = Document.objects.filter(attached_to=None).order_by("pk")
    assert [one.title for one in mails] == ["Аренда этажа", "Rent", "The third"]
    assert {(one.owner, one.project) for one in mails} == {(cast.editor, None)}
    assert [one.attachments.get().title for one in mails] == ["plan"] * 3
    version = mails[0].versions.get()
    assert (version.file_name, version.media_type) == (
        "Аренда этажа.eml",
        "message/rfc822",
    )


def test_the_mailbox_stays_as_it_was(server: Imap) -> None:
    server.deliver(mail("Rent"))
    look()
    with server.client() as client:
        client.select("INBOX", readonly=True)
        assert client.search(None, "UNSEEN")[1] == [b"1"]


def test_a_worker_that_lost_its_place_takes_nothing_twice(server: Imap) -> None:
    server.deliver(mail("Rent"), mail("Lease"))
    look()
    Inlet.objects.update(position={})
    assert look().taken == Document.objects.count() == 2


def test_a_failure_in_the_middle_loses_no_mail(
    server: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Document and place are one transaction: what broke off is done again."""
    server.deliver(mail("Rent"), mail("Lease"))
    real = intake.take_once

    def breaks(**given: Any) -> Any:
        taken = real(**given)
        if Document.objects.count() == 2:
            raise KeyboardInterrupt
        return taken

    with monkeypatch.context() as broken:
        broken.setattr(intake, "take_once", breaks)
        with pytest.raises(KeyboardInterrupt):
            mailbox.look()
    assert Document.objects.count() == 1
    assert look().taken == Document.objects.count() == 2


def test_a_mail_that_is_too_large_is_named_and_passed_over(
    server: Imap, settings: Any
) -> None:
    settings.MAX_UPLOAD_BYTES = 2000
    server.deliver(mail("Huge scans", "x" * 3000), mail("Rent"))
    inlet = look()
    assert [one["name"] for one in inlet.refused] == ["Huge scans"]
    assert Document.objects.get().title == "Rent"
    assert look().refused == inlet.refused


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("=?utf-8?B?a?=", "mail"),
        ("=?utf-8?B?QQBC?=", "A B"),
    ],
)
def test_a_subject_that_cannot_be_read_stops_nothing(
    server: Imap, settings: Any, subject: str, name: str
) -> None:
    settings.MAX_UPLOAD_BYTES = 2000
    huge, small = (
        mail("Coded", body).replace(b"Coded", subject.encode())
        for body in ("x" * 3000, "Rent")
    )
    server.deliver(huge, small)
    inlet = look()
    assert [one["name"] for one in inlet.refused] == [name]
    assert Document.objects.get().title == name
    run_jobs()
    assert Document.objects.get(attached_to=None).status == "inbox"


def test_half_a_letter_in_a_subject_is_left_out() -> None:
    assert mailbox._subject(b"Subject: =?utf-7?Q?A+2AA-B?=\r\n\r\nRent") == "A B"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"password": "guessed"}, "cannot be read"),
        ({"password": "пароль"}, "Latin letters only"),
        ({"folder": "Нет такой"}, "cannot be read"),
        ({"port": 9}, "refused"),
    ],
)
def test_what_is_wrong_is_said_and_not_the_password(
    server: Imap, settings: Any, wrong: dict[str, Any], reason: str
) -> None:
    settings.MAILBOX = account(server, **wrong)
    problem = look().problem
    assert reason in problem
    assert settings.MAILBOX["password"] not in problem
    assert settings.MAILBOX["password"] not in repr(mailbox.configured())


def test_a_folder_that_is_numbered_anew_brings_nothing_twice(
    server: Imap, settings: Any
) -> None:
    rent, lease = mail("Rent"), mail("Lease")
    settings.MAILBOX = account(server, folder="Leases")
    with server.client() as client:
        client.create("Leases")
        server.deliver(rent, lease, folder="Leases")
        look()
        client.delete("Leases")
        assert "cannot be read" in look().problem
        client.create("Leases")
    server.deliver(lease, rent, mail("The third"), folder="Leases")
    inlet = look()
    assert (inlet.problem, inlet.taken) == ("", 3)
    assert Document.objects.count() == 3


def test_folders_have_russian_names(server: Imap) -> None:
    with server.client() as client:
        client.create('"&BBQEPgQ6BEMEPAQ1BD0EQgRL- &- more"')
    server.deliver(mail("Rent"), folder='"&BBQEPgQ6BEMEPAQ1BD0EQgRL- &- more"')
    given = Account(**account(server, folder="Документы & more"))
    with open_folder(given) as opened:
        [uid] = opened.uids_after(0)
        assert b"Subject: Rent" in opened.mail(uid)


def test_starttls_asks_for_a_certificate_that_holds(
    db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = write_certificate(tmp_path)
    with imap_server(certificate=certificate, key=key) as server:
        settings.MAILBOX = account(server, host="localhost", tls="starttls")
        assert "certificate" in look().problem
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert look().problem == ""


def test_tls_from_the_start_asks_for_a_certificate_that_holds(
    server: Imap, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = write_certificate(tmp_path)
    server.deliver(mail("Rent"))
    with tls_in_front_of(server.port, certificate, key) as port:
        settings.MAILBOX = account(server, host="localhost", port=port, tls="tls")
        assert "certificate" in look().problem
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        inlet = look()
    assert (inlet.problem, inlet.taken) == ("", 1)


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
