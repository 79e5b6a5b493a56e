"""Answering what waits, in a browser: by keys, and where the line fails."""

import time

import pytest
from playwright.sync_api import Route, expect

from core.choices import Outcome
from core.models import Document
from core.selectors import review
from core.services import decisions
from tests.browser.conftest import Visit, offered
from tests.cast import Cast, current, read_document, standing
from tests.teaching import Teach, sentence

pytestmark = pytest.mark.django_db(transaction=True)


def test_review_goes_by_keys_alone(cast: Cast, visit: Visit) -> None:
    for number in range(4):
        read_document(cast.editor, f"Текст {number}", title=f"Question {number}")
    page = visit(cast.editor, "/review/")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Question 1")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("tend")
    expect(offered(page, "Tender 2027")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Question 3")).to_be_visible()
    expect(page.get_by_text("Question 2 → Tender 2027")).to_be_visible()
    expect(page.locator("[data-place=review] .count")).to_have_text("2")
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
    expect(page.locator("#left")).to_have_text("3")
    assert Document.objects.get(title="Question 2").project is None


def test_an_answer_that_did_not_arrive_is_asked_again(cast: Cast, visit: Visit) -> None:
    for title in ("One", "Two", "Three"):
        read_document(cast.editor, "Some words", title=title)
    page = visit(cast.editor, "/review/")
    first = page.locator("#stage h2")
    expect(first).to_have_text("One")
    page.context.set_offline(True)
    page.keyboard.press("n")
    expect(page.get_by_text("One: No connection to the server.")).to_be_visible()
    expect(first).to_have_text("One")
    expect(page.locator("#left")).to_have_text("3")
    page.context.set_offline(False)
    for title in ("Two", "Three"):
        page.keyboard.press("n")
        expect(first).to_have_text(title)
    page.keyboard.press("n")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()


def test_undo_of_an_answer_that_does_not_arrive_spares_the_one_before(
    cast: Cast, visit: Visit
) -> None:
    one, two, _three = (
        read_document(cast.editor, "Some words", title=title)
        for title in ("One", "Two", "Three")
    )
    page = visit(cast.editor, "/review/")
    first = page.locator("#stage h2")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/review/{two.pk}/answer/", hold)
    for title in ("Two", "Three"):
        page.keyboard.press("n")
        expect(first).to_have_text(title)
    page.keyboard.press("u")
    held[0].abort()
    expect(first).to_have_text("Two")
    expect(page.locator("#left")).to_have_text("2")
    page.keyboard.press("u")
    expect(first).to_have_text("One")
    assert one.decisions.count() == 2


def test_twenty_suggestions_are_filed_by_twenty_keys(
    cast: Cast, teach: Teach, visit: Visit
) -> None:
    """One key each, no mouse; how long it takes is printed, not promised.

    The twenty-first files itself meanwhile, and the page says so.
    """
    teach(12)
    for seed in range(21):
        subject = ("tender", "lease")[seed % 2]
        read_document(cast.admin, sentence(subject, 600 + seed), title=f"Letter {seed}")
    page = visit(cast.admin, "/review/")
    expect(page.locator("#left")).to_have_text("21")
    begun, keys = time.perf_counter(), 0
    while page.locator("#stage").count() and keys < 20:
        title = page.locator("[data-focus]").inner_text()
        page.keyboard.press("1")
        keys += 1
        if keys == 5:
            _teach_the_last(cast)
        if keys < 20:
            expect(page.locator("[data-focus]")).not_to_have_text(title)
        if keys == 10:
            expect(page.locator("#resolved")).to_have_text("1")
            expect(page.locator("#left")).to_have_text("10")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    expect(page.get_by_text("resolved 1 more document")).to_be_visible()
    print(f"20 documents, {keys} keys, {time.perf_counter() - begun:.1f} s")
    placed = Document.objects.filter(title__startswith="Letter", project__isnull=False)
    assert (placed.count(), keys) == (21, 20)


def _teach_the_last(cast: Cast) -> None:
    """The model has become sure of the last document in the queue."""
    last = review.queue(cast.admin).last()
    assert last is not None
    model = standing(last).model
    assert model is not None
    verdict = decisions.MachineVerdict(
        model=model,
        outcome=Outcome.FILED,
        project=cast.tender,
        probability=0.97,
        score=2.0,
        threshold=1.0,
        evidence={"wanted": "filed"},
    )
    decisions.record_verdict(document=last, version=current(last), verdict=verdict)
