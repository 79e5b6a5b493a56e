"""Searching: forms of words, phrases, rank, bounds, and nobody's documents but one's own."""

import datetime
import itertools
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.models import Document, SearchEntry, User, VocabularyWord
from core.selectors import search as searching
from core.selectors.document_search import Wanted
from core.selectors.search import HIT_END, HIT_START, search
from core.selectors.search_words import terms_of, typed_as
from core.selectors.spelling import suggestion
from core.services import documents, trash
from core.services.texts import vocabulary
from tests.cast import Cast, current, read_document, run_jobs
from tests.teaching import store_filed


def titles(user: User, words: str, **narrowing: Any) -> list[str]:
    found = search(user, Wanted(words=words, **narrowing), 0, 50)
    return [one.title for one in found.documents]


TITLES = {
    "Стороны подписали договоры аренды нежилого помещения": "Аренда",
    "Two invoices were sent to the landlord on Monday": "Invoice",
    "Расчёт учёта запасов ведёт кладовщик Фёдор": "Учёт",
    "Счёт-фактура № 114 according to the договор": "Mixed",
}


@pytest.fixture
def archive(cast: Cast) -> Cast:
    store_filed(cast.editor, cast.tender, TITLES)
    return cast


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("договора", {"Аренда", "Mixed"}),
        ("invoice", {"Invoice"}),
        ("landlords invoices", {"Invoice"}),
        ("учет", {"Учёт"}),
        ("учёта фёдором", {"Учёт"}),
        ('"нежилых помещений"', {"Аренда"}),
        ('"помещения нежилого"', set()),
        ("договор -аренда", {"Mixed"}),
        ('договор -"нежилого помещения"', {"Mixed"}),
        ("нежил* подпис*", {"Аренда"}),
        ("договора*", {"Аренда", "Mixed"}),
        ("договор -нежил*", {"Mixed"}),
        ("114", {"Mixed"}),
        ("учёт or landlord", {"Учёт", "Invoice"}),
        ("нежилого аренды ИЛИ according договор", {"Аренда", "Mixed"}),
        ("договор ИЛИ", {"Аренда", "Mixed"}),
        ("или", set()),
        ("landlord договор", set()),
        ("' & | ! :* \\ <->", None),
        ('"', None),
        ("и the", set()),
    ],
)
def test_words_are_found_in_all_their_forms(
    archive: Cast, words: str, found: set[str] | None
) -> None:
    everything = {"Аренда", "Invoice", "Учёт", "Mixed"}
    assert set(titles(archive.editor, words)) <= everything
    if found is not None:
        assert set(titles(archive.editor, words)) == found


def test_a_last_word_may_be_begun_only(archive: Cast) -> None:
    found = search(archive.editor, Wanted(words="нежил"), 0, 50)
    assert (found.total, found.is_widened) == (1, True)


def test_a_title_weighs_more_than_a_text(cast: Cast) -> None:
    read_document(cast.editor, "Смета " * 8 + "и прочее", title="Записка")
    read_document(cast.editor, "О работах", title="Смета")
    assert titles(cast.editor, "смета") == ["Смета", "Записка"]
    assert titles(cast.editor, "сметы", order="title") == ["Записка", "Смета"]


def test_what_a_search_shows_is_as_it_was_written(archive: Cast) -> None:
    found = search(archive.editor, Wanted(words="учета"), 0, 50)
    [document] = found.documents
    hit = f"{HIT_START}учёта{HIT_END}"
    assert hit in document.snippet  # type: ignore[attr-defined]
    assert "Расчёт" in document.snippet  # type: ignore[attr-defined]
    assert document.marked_title == f"{HIT_START}Учёт{HIT_END}"  # type: ignore[attr-defined]


def test_the_index_follows_every_change(archive: Cast) -> None:
    document = Document.objects.get(title="Invoice")
    editor = archive.editor
    documents.update_document(
        actor=editor, document=document, values={"title": "Receipt"}
    )
    assert titles(editor, "receipts") == ["Receipt"]
    incoming = documents.Incoming.from_text("Only pears and apples")
    documents.add_version(actor=editor, document=document, incoming=incoming)
    run_jobs()
    assert titles(editor, "apple") == ["Receipt"]
    assert titles(editor, "landlord") == []
    trash.trash_document(actor=editor, document=document)
    assert titles(editor, "apple") == []
    trash.restore_document(actor=editor, pk=document.pk)
    assert titles(editor, "apple") == ["Receipt"]
    SearchEntry.objects.get(document=document)


def test_a_long_text_of_ever_new_words_is_found_by_its_beginning(cast: Cast) -> None:
    letters = itertools.product("бвгджзклмнпрстфхцчшщ", repeat=4)
    halves = ("".join(four) for four in itertools.islice(letters, 50_000))
    words = [f"{one}-{next(halves)}" for one in halves]
    document = read_document(cast.editor, "Смета")
    extraction = current(document).extraction
    extraction.text = " ".join(["Расходы", *words])
    assert len(extraction.text) > 250_000
    extraction.save()
    assert titles(cast.editor, "расход") == [document.title]


def test_others_documents_are_never_found(archive: Cast) -> None:
    for words in ("договор", "догов*", "-spoon", "учёт"):
        assert titles(archive.stranger, words) == []
    vocabulary.count_anew()
    assert suggestion(archive.editor, Wanted(words="invoicess"))
    assert suggestion(archive.stranger, Wanted(words="invoicess")) == ""


def test_of_very_many_the_newest_are_ranked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST", 3)
    made = [read_document(cast.editor, f"Apple {n}", title=str(n)) for n in range(9)]
    hidden = [read_document(cast.stranger, "Apple") for _ in range(3)]
    found = search(cast.editor, Wanted(words="apples"), 0, 2)
    assert (found.total, found.is_bounded, found.has_more) == (3, True, True)
    shown = [*found.documents]
    shown += search(cast.editor, Wanted(words="apples"), 2, 2).documents
    assert {one.pk for one in shown} == {one.pk for one in made[-3:]}
    assert not {one.pk for one in shown} & {one.pk for one in hidden}


def test_windows_of_documents_hide_none(
    archive: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(words="договор")
    whole = search(archive.editor, wanted, 0, 50)
    monkeypatch.setattr(searching, "FIRST_WINDOW", 1)
    monkeypatch.setattr(searching, "LARGEST_STEP", 4)
    pieced = search(archive.editor, wanted, 0, 50)
    assert [one.pk for one in pieced.documents] == [one.pk for one in whole.documents]
    assert (pieced.total, pieced.is_bounded) == (2, False)


def test_filters_narrow_a_search(archive: Cast) -> None:
    editor = archive.editor
    today = timezone.localdate()
    sheet = read_document(
        editor, "Договор;1".encode(), name="Таблица.csv", tags=["red"]
    )
    for narrowing, expected in (
        ({"kind": "sheet"}, [sheet.title]),
        ({"kind": "picture"}, []),
        ({"tag": "red"}, [sheet.title]),
        ({"status": "inbox"}, [sheet.title]),
        ({"outcome": "filed", "language": "ru", "order": "title"}, ["Mixed", "Аренда"]),
        ({"since": today + datetime.timedelta(days=1)}, []),
        ({"owner": archive.viewer.pk}, []),
        ({"task": 1}, []),
        (
            {"project": archive.tender.pk, "until": today, "order": "-title"},
            ["Аренда", "Mixed"],
        ),
    ):
        assert titles(editor, "договор", **narrowing) == expected, narrowing


def test_days_are_those_of_the_house(cast: Cast) -> None:
    document = read_document(cast.editor, "Apples")
    late = datetime.datetime(2026, 3, 1, 22, 30, tzinfo=datetime.UTC)
    Document.objects.filter(pk=document.pk).update(created_at=late)
    first, second = datetime.date(2026, 3, 1), datetime.date(2026, 3, 2)
    with timezone.override("America/New_York"):  # where a reader may be
        assert titles(cast.editor, "apples", since=second) == [document.title]
        assert titles(cast.editor, "apples", until=first) == []
        assert titles(cast.editor, "apples", until=datetime.date.max)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("догвооры", "договоры"),
        ("лендлорд invoises", ""),
        ("invoises", "invoices"),
        ("invoises landlrod", "invoices landlord"),
        ("ljujdjhs", "договоры"),
        ('кладовщек -spoon "нежилого помещения"', ""),
        ("кладовщек -spoon", "кладовщик -spoon"),
        ("договоры", ""),
        ("zzzzzz", ""),
        ("", ""),
    ],
)
def test_a_typing_mistake_is_mended_by_the_archives_words(
    archive: Cast, typed: str, meant: str
) -> None:
    vocabulary.count_anew()
    assert suggestion(archive.editor, Wanted(words=typed)) == meant


def test_the_vocabulary_forgets_with_its_documents(cast: Cast) -> None:
    for text, title in TITLES.items():
        read_document(cast.editor, text, title=title, project=cast.tender)
    assert VocabularyWord.objects.filter(word="кладовщик").exists()
    document = Document.objects.get(title="Учёт")
    trash.trash_document(actor=cast.editor, document=document)
    assert vocabulary.count_anew() > 5
    assert not VocabularyWord.objects.filter(word="кладовщик").exists()
    assert VocabularyWord.objects.get(word="договор").documents == 1
    assert vocabulary.note(current(document)) > 3


def test_words_are_noted_while_others_are_counted(
    archive: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came after the moment that is counted is not forgotten."""
    VocabularyWord.objects.create(word="vanished")
    noted = "INSERT INTO core_vocabularyword (word, documents) VALUES ('noted', 1)"
    monkeypatch.setattr(vocabulary, "_COUNT", f"{vocabulary._COUNT}; {noted}")
    vocabulary.count_anew()
    assert VocabularyWord.objects.filter(word="noted").exists()
    assert not VocabularyWord.objects.filter(word="vanished").exists()


def test_what_was_typed_survives_its_reading() -> None:
    typed = 'word -other "a phrase" begin* -"not this" OR that'
    assert typed_as(terms_of(typed)) == typed
    assert terms_of("  ") == []


def test_an_archive_without_documents_is_searched(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM core_document")
    assert titles(cast.editor, "anything") == []
