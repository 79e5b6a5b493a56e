from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from core.extraction import Language, WarningCode
from tests.extraction.conftest import ReadBytes
from tests.extraction.documents import CONTRACT, INVOICE, make_docx, make_msg


def make_mail(body: str = CONTRACT) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Счёт за февраль"
    mail["From"] = "Иван Петров <ivan@example.ru>"
    mail["To"] = "office@example.ru"
    mail["Date"] = "Wed, 03 Feb 2027 10:00:00 +0300"
    mail.set_content(body)
    return mail


def test_headers_and_text_are_read(read_bytes: ReadBytes) -> None:
    result = read_bytes(make_mail().as_bytes(), "letter.eml")
    assert result.title == "Счёт за февраль"
    assert "From: Иван Петров <ivan@example.ru>" in result.text
    assert result.text.endswith(CONTRACT)
    assert result.language is Language.RUSSIAN


def test_the_words_of_html_are_read_if_there_is_no_plain_text(
    read_bytes: ReadBytes,
) -> None:
    mail = make_mail()
    mail.set_content(f"<html><p>{INVOICE}</p></html>", subtype="html")
    assert read_bytes(mail.as_bytes(), "letter.eml").text.endswith(INVOICE)


def test_attachments_are_written_under_our_own_names(
    read_bytes: ReadBytes, tmp_path: Path
) -> None:
    mail = make_mail()
    document = make_docx(CONTRACT)
    for name in ("../../договор.docx", "C:\\акт.docx"):
        mail.add_attachment(
            document, maintype="application", subtype="octet-stream", filename=name
        )
    folder = tmp_path / "attachments"
    folder.mkdir()
    result = read_bytes(mail.as_bytes(), "letter.eml", attachments_to=folder)
    assert [each.file_name for each in result.attachments] == [
        "договор.docx",
        "акт.docx",
    ]
    assert sorted(folder.iterdir()) == [folder / "0000", folder / "0001"]
    assert {each.path for each in result.attachments} == set(folder.iterdir())
    assert (folder / "0000").read_bytes() == document


def test_a_mail_within_a_mail_is_an_attachment(
    read_bytes: ReadBytes, tmp_path: Path
) -> None:
    mail = make_mail()
    mail.add_attachment(make_mail(INVOICE))
    (attachment,) = read_bytes(
        mail.as_bytes(), "a.eml", attachments_to=tmp_path
    ).attachments
    assert attachment.file_name == "Счёт за февраль.eml"
    assert attachment.path is not None
    assert read_bytes(attachment.path.read_bytes(), "b.eml").text.endswith(INVOICE)


def test_logos_within_the_text_are_no_documents(read_bytes: ReadBytes) -> None:
    mail = make_mail()
    mail.add_alternative("<p>x<img src='cid:logo'></p>", subtype="html")
    mail.get_payload()[1].add_related(  # type: ignore[index,union-attr]
        b"GIF89a", maintype="image", subtype="gif", cid="<logo>"
    )
    assert read_bytes(mail.as_bytes(), "a.eml").attachments == ()


def test_attachments_beyond_the_limits_are_counted(
    read_bytes: ReadBytes, tmp_path: Path
) -> None:
    mail = make_mail()
    for size in (10, 2_000_000, 10, 10, 10, 10, 10):
        mail.add_attachment(
            b"x" * size, maintype="application", subtype="x", filename="a"
        )
    result = read_bytes(mail.as_bytes(), "a.eml", attachments_to=tmp_path)
    assert len(result.attachments) == 5
    assert [each.code for each in result.warnings] == [WarningCode.ATTACHMENTS_SKIPPED]
    assert result.warnings[0].params == {"attachments": 2}


def test_a_mail_too_deep_in_mails_keeps_its_attachments(read_bytes: ReadBytes) -> None:
    mail = make_mail()
    mail.add_attachment(b"x", maintype="application", subtype="x", filename="a")
    result = read_bytes(mail.as_bytes(), "a.eml", nesting=3)
    assert result.attachments == ()
    assert result.warnings[0].params == {"attachments": 1}


def test_raw_letters_of_old_mailers_are_read(read_bytes: ReadBytes) -> None:
    head = "From: Бухгалтерия <b@example.ru>\r\nSubject: Акт сверки за январь\r\n\r\n"
    result = read_bytes((head + CONTRACT).encode("cp1251"), "a.eml")
    assert result.title == "Акт сверки за январь"
    assert result.text.endswith(CONTRACT)


def test_a_mail_without_a_subject_is_called_by_its_first_line(
    read_bytes: ReadBytes,
) -> None:
    mail = make_mail("Просим оплатить счёт\nС уважением")
    del mail["Subject"]
    assert read_bytes(mail.as_bytes(), "a.eml").title == "Просим оплатить счёт"


def test_a_mail_is_known_without_its_extension(read_bytes: ReadBytes) -> None:
    assert read_bytes(make_mail().as_bytes(), "letter").kind == "eml"


def test_outlook_mails_are_read(read_bytes: ReadBytes, tmp_path: Path) -> None:
    data = make_msg("Счёт за февраль", CONTRACT, [("..\\договор.txt", b"text" * 2000)])
    result = read_bytes(data, "letter.msg", attachments_to=tmp_path)
    assert result.kind == "msg"
    assert result.title == "Счёт за февраль"
    assert CONTRACT in result.text
    assert [each.file_name for each in result.attachments] == ["договор.txt"]
    assert (tmp_path / "0000").read_bytes() == b"text" * 2000
