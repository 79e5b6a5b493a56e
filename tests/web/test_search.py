"""Searching in the list of documents."""

from tests.cast import Cast, read_document
from tests.web.conftest import SignIn


def test_a_snippet_is_escaped_before_it_is_marked(cast: Cast, browse: SignIn) -> None:
    text = "<script>alert(1)</script> договоры <b>аренды</b>"
    read_document(cast.editor, text, title="<i>Договор</i>")
    page = browse(cast.editor).get("/documents/?q=договора").content.decode()
    assert "<mark>договоры</mark>" in page
    assert "<mark>Договор</mark>" in page
    assert "<script>alert" not in page
    assert "<i>" not in page


def test_a_suggestion_is_a_link(cast: Cast, browse: SignIn) -> None:
    read_document(cast.editor, "Договоры поставки", project=cast.tender)
    page = browse(cast.editor).get("/documents/?q=догвооры&state=people")
    assert "Did you mean" in page.content.decode()
    assert "state=people" in page.content.decode().split("Did you mean")[1][:200]


def test_a_beginning_finds_while_one_types(cast: Cast, browse: SignIn) -> None:
    read_document(cast.editor, "Договоры поставки", title="Paper")
    page = browse(cast.editor).get("/documents/?q=дого").content.decode()
    assert "Paper" in page
    assert "shown is what begins like the last one" in page
    found = browse(cast.editor).get("/palette/?q=поста").content.decode()
    assert "Paper" in found
