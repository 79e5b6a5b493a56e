"""The pages that tell how a model does at work."""

from typing import Any

import pytest
from django.utils import timezone

from core.choices import ModelState, Outcome
from core.models import DriftLook, ShadowVerdict, TestedDocument, TrainedModel
from core.services import decisions
from tests.cast import Cast, Client, read_document, standing
from tests.services.test_promise import answer, judge
from tests.teaching import Teach, sentence
from tests.web.conftest import SignIn, tight


def text(browser: Any, path: str) -> str:
    return browser.get(path).content.decode()  # type: ignore[no-any-return]


@pytest.fixture
def challenger(cast: Cast, teach: Teach) -> TrainedModel:
    """A challenger beside the champion, that loses in a project of the stranger's."""
    champion = teach(16)
    found = TrainedModel.objects.get(pk=champion.pk)
    found.pk, found.digest, found.state = None, "0" * 64, ModelState.CHALLENGER
    found.metrics = {**champion.metrics, "accuracy": 0.995}
    champion.metrics = {**champion.metrics, "accuracy": 0.9}
    champion.save()
    check = {"name": "projects", "passed": False, "value": 0.2, "limit": 0.05}
    worse = {cast.tender.key: 0.2, cast.lease.key: 0.3}
    checks = [{**check, "details": {"judged": 2, "worse": worse}}]
    found.gate = {
        "champion": champion.pk,
        "passed": False,
        "documents": 8,
        "checks": checks,
    }
    found.save()
    return found


def test_champion_and_challenger_side_by_side(
    cast: Cast, challenger: TrainedModel, browse: SignIn
) -> None:
    document = read_document(cast.admin, sentence("tender", 700))
    said = standing(document)
    ShadowVerdict.objects.create(
        model=challenger,
        decision=said,
        outcome=Outcome.SUGGESTED,
        project=cast.tender,
        probability=0.7,
    )
    decisions.decide(actor=cast.admin, document=document, project=cast.tender)
    page = text(browse(cast.viewer), "/models/")
    assert "Champion and challenger" in page
    assert 'class="n better">99.5' in tight(page)
    assert "both were right" in page
    assert f"Promote model {challenger.pk}" not in page


def test_the_gate_is_silent_about_hidden_projects(
    cast: Cast, challenger: TrainedModel, browse: SignIn, client_of: Client
) -> None:
    for page in (
        text(browse(cast.viewer), "/models/"),
        client_of(cast.viewer).get(f"/api/v1/models/{challenger.pk}/").content.decode(),
    ):
        assert cast.tender.key in page or cast.tender.name in page
        assert cast.lease.key not in page
    assert "and 1 project that you do not see" in text(browse(cast.viewer), "/models/")


def test_a_cell_of_the_matrix_leads_to_its_documents(
    cast: Cast, teach: Teach, browse: SignIn, client_of: Client
) -> None:
    model = teach(16)
    tested = TestedDocument.objects.filter(model=model, truth=cast.tender.key)
    assert tested.count() == model.report["projects"][-1]["support"]
    path = f"/models/{model.pk}/tested/?true={cast.tender.key}"
    page = text(browse(cast.viewer), path)
    one = tested[0].document
    assert f"/documents/{one.pk}/" in page
    others = f"/models/{model.pk}/tested/?true={cast.lease.key}"
    assert "/documents/" + str(one.pk) not in text(browse(cast.stranger), path)
    assert "Nothing fits." in text(browse(cast.viewer), others)
    rows = client_of(cast.viewer).get(f"/api/v1/models/{model.pk}/tested/?wrong=false")
    assert {row["truth"] for row in rows.json()} == {cast.tender.key}


def test_filing_goes_on_after_a_preview(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    model = teach(16)
    model.filing_paused_at = timezone.now()
    model.filing_paused_because = {"audited": 20, "wrong": 9}
    model.save()
    path = f"/models/{model.pk}/resume/"
    assert browse(cast.manager).post(path).status_code == 403
    browser = browse(cast.admin)
    for page in ("/", "/models/", "/models/live/", path):
        assert "9 would have been filed wrongly" in text(browser, page)
    browser.post(path)
    model.refresh_from_db()
    assert model.filing_paused_at is None


def test_live_truth_has_its_figures_as_a_table(
    cast: Cast, teach: Teach, browse: SignIn, settings: Any
) -> None:
    settings.AUDIT_SHARE = 1.0
    answer(cast, judge(cast, teach(16), cast.tender), cast.lease)
    page = text(browse(cast.viewer), "/models/live/").replace("\u00a0", " ")
    assert "1 wrong of 1 checked at random" in page
    assert '<td class="n">5.0 %</td>' in page


def test_an_alarm_shows_what_the_reader_may_see(
    cast: Cast, teach: Teach, browse: SignIn, client_of: Client
) -> None:
    model = teach(16)
    seen = read_document(cast.editor, "Гальваника и ванна", project=cast.tender)
    unseen = read_document(cast.stranger, "Электролит", project=cast.lease)
    signal = {"name": "words", "p_value": 0.0001, "limit": 0.0014, "alarming": True}
    DriftLook.objects.create(
        model=model,
        documents=40,
        alarm=True,
        newest=1,
        signals=[{**signal, "before": None, "now": None}],
        words=["гальваника", "электролит"],
        drivers=[unseen.pk, seen.pk],
    )
    page = text(browse(cast.viewer), "/models/drift/")
    body = client_of(cast.viewer).get("/api/v1/drift/").json()["results"][0]
    assert "гальваника" in page
    assert "электролит" not in page
    assert f"/documents/{unseen.pk}/" not in page
    assert (body["words"], body["documents"]) == (["гальваника"], [seen.pk])
    assert body["hidden"] == 1
    assert "электролит" in text(browse(cast.admin), "/models/drift/")


def test_a_near_copy_in_two_projects_is_settled(cast: Cast, browse: SignIn) -> None:
    here = read_document(cast.admin, "One and the same", project=cast.tender)
    there = read_document(cast.admin, "One and the same", project=cast.lease)
    browser = browse(cast.admin)
    assert "the same file" in text(browser, "/models/suspects/")
    assert "the same file" not in text(browse(cast.manager), "/models/suspects/")
    given = {"first": here.pk, "second": there.pk}
    assert (
        browse(cast.manager).post("/models/suspects/settle/", given).status_code == 404
    )
    browser.post("/models/suspects/settle/", given)
    assert "the same file" not in text(browser, "/models/suspects/")
    browser.post("/models/suspects/settle/", {**given, "project": cast.tender.pk})
    there.refresh_from_db()
    assert there.project == cast.tender


def test_the_api_says_what_is_missing(cast: Cast, client_of: Client) -> None:
    read_document(cast.admin, "A text", project=cast.tender)
    body = client_of(cast.viewer).get("/api/v1/readiness/").json()
    [project] = body["projects"]
    assert (project["labelled"], project["for_first"], project["for_better"]) == (
        1,
        1,
        9,
    )
    assert "two projects" in body["missing"]
    live = client_of(cast.viewer).get("/api/v1/live-truth/").json()
    assert (live["model"], live["sample"], live["weeks"]) == (None, None, [])
