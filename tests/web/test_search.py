"""Searching in the list of documents."""

import dataclasses
import datetime

from django.http import QueryDict

from core.selectors.document_search import Wanted
from core.web.forms.documents import FilterForm, address_of
from tests.cast import Cast, read_document
from tests.web.conftest import SignIn, tight


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


def test_whatever_a_list_is_narrowed_to_has_an_address() -> None:
    """Else a filter that was saved by the API would show more than it says."""
    day = datetime.date(2024, 2, 29)
    wanted = Wanted(
        words="лот & co",
        state="failed",
        status="failed",
        outcome="unknown",
        project=1,
        task=2,
        tag="red",
        language="other",
        kind="mail",
        owner=3,
        since=day,
        until=day,
        order="-title",
    )
    assert all(getattr(wanted, one.name) for one in dataclasses.fields(wanted))
    assert FilterForm(QueryDict(address_of(wanted)[1:])).wanted == wanted


def test_a_filter_is_kept_and_columns_are_chosen(cast: Cast, browse: SignIn) -> None:
    read_document(cast.editor, "Договоры", project=cast.tender, name="", tags=["red"])
    browser = browse(cast.editor)
    query = "?q=договор&tag=red&kind=text&since=2020-01-01&outcome=filed"
    kept = {"name": "Mine", "filter": query, "next": "/documents/"}
    page = browser.post("/documents/filters/", kept, follow=True).content.decode()
    assert "tag=red" in page.split(">Mine</a>")[0][-250:]
    browser.post("/documents/columns/", {"column": ["owner", "file", "task", "spoon"]})
    page = tight(browser.get("/documents/" + query).content.decode())
    assert '<th class="by">File</th>' in page
    assert ">TXT</td>" in page
    assert "Came in</th>" not in page
    [filters] = cast.editor.saved_filters.all()
    browser.post(f"/documents/filters/{filters.pk}/delete/")
    assert not cast.editor.saved_filters.exists()
