"""A person's answer counts at once, in every process, and can be taken back without a trace."""

import pytest

from core.models import Project
from core.services import decisions, projects, trash
from core.services.champion import classification, serving
from core.services.texts.text import compose
from tests.cast import Cast, Client, current, read_document, run_jobs, upload
from tests.teaching import Teach, sentence

STRANGE = "number сторона дата согласно документ number сторона дата and the"


@pytest.fixture
def plating(cast: Cast) -> Project:
    return projects.create_project(actor=cast.admin, name="Plating")


def best(text: str) -> tuple[str, float]:
    answer = classification.ask(compose(text=text))
    return answer.candidates[0].project.name, answer.candidates[0].probability


def probabilities(text: str) -> list[float]:
    with serving.champion() as served:
        return [float(p) for p in served.classifier.probabilities([text])[0]]


def learnt() -> list[str]:
    with serving.champion() as served:
        return [handle for handle, _label in served.classifier.corrections]


def forget_the_model() -> None:
    """Be another process: nothing is in memory yet."""
    serving._loaded.clear()


def test_an_answer_changes_the_next_one(
    cast: Cast, teach: Teach, plating: Project
) -> None:
    teach()
    document = read_document(cast.admin, STRANGE)
    decisions.decide(actor=cast.admin, document=document, project=plating)
    assert best(f"{STRANGE} контроль толщины")[0] == "Plating"


def test_another_process_learns_the_same(
    cast: Cast, teach: Teach, plating: Project
) -> None:
    teach()
    document = read_document(cast.admin, STRANGE)
    probabilities(STRANGE)
    decisions.decide(actor=cast.admin, document=document, project=plating)
    learnt = probabilities(STRANGE)
    forget_the_model()
    assert probabilities(STRANGE) == learnt


def test_an_answer_taken_back_leaves_no_trace(
    cast: Cast, teach: Teach, plating: Project
) -> None:
    teach()
    text = sentence("tender", 77)
    before = probabilities(text)
    document = read_document(cast.admin, STRANGE)
    decisions.decide(actor=cast.admin, document=document, project=plating)
    assert probabilities(text) != before
    decisions.undo(actor=cast.admin, document=document)
    assert probabilities(text) == before


def test_a_changed_mind_counts_once(cast: Cast, teach: Teach, plating: Project) -> None:
    teach()
    document = read_document(cast.admin, STRANGE)
    decisions.decide(actor=cast.admin, document=document, project=cast.tender)
    decisions.decide(actor=cast.admin, document=document, project=plating)
    with serving.champion() as served:
        assert [label for _handle, label in served.classifier.corrections] == [
            "PLATING"
        ]


def test_none_of_these_teaches_nothing(cast: Cast, teach: Teach) -> None:
    teach()
    document = read_document(cast.admin, STRANGE)
    decisions.decide(actor=cast.admin, document=document, project=None)
    with serving.champion() as served:
        assert served.classifier.corrections == []


def test_what_is_thrown_away_is_unlearnt_though_another_comes_back(
    cast: Cast, teach: Teach, plating: Project
) -> None:
    teach()
    kept, thrown = (read_document(cast.admin, f"{STRANGE} {n}") for n in range(2))
    for document in (kept, thrown):
        decisions.decide(actor=cast.admin, document=document, project=plating)
        document.refresh_from_db()
    trash.trash_document(actor=cast.admin, document=thrown)
    assert learnt() == [f"answer-{kept.standing_decision_id}"]
    trash.trash_document(actor=cast.admin, document=kept)
    trash.restore_document(actor=cast.admin, pk=thrown.pk)
    assert learnt() == [f"answer-{thrown.standing_decision_id}"]


def test_an_answer_before_the_text_was_read_counts_as_soon_as_it_is(
    cast: Cast, teach: Teach, plating: Project
) -> None:
    """As when files come in for a project: who is asked meanwhile knows the answer alone."""
    teach()
    document = upload(cast.admin, STRANGE, project=plating)
    assert learnt() == []
    run_jobs()
    document.refresh_from_db()
    assert learnt() == [f"answer-{document.standing_decision_id}"]


def test_answers_are_learnt_in_their_order_whichever_can_be_learnt_first(
    cast: Cast, teach: Teach, plating: Project
) -> None:
    """Each step builds on those before it: another order would be another model."""
    teach()
    early = read_document(cast.admin, f"{STRANGE} партия", project=plating)
    late = read_document(cast.admin, f"{STRANGE} lease", project=cast.lease)
    trash.trash_document(actor=cast.admin, document=early)
    assert learnt() == [f"answer-{late.standing_decision_id}"]
    trash.restore_document(actor=cast.admin, pk=early.pk)
    here, order = probabilities(STRANGE), learnt()
    forget_the_model()
    assert order == learnt()
    assert here == probabilities(STRANGE)


def test_what_waits_is_asked_about_again(
    cast: Cast, teach: Teach, plating: Project
) -> None:
    teach()
    waiting = read_document(cast.admin, f"{STRANGE} партия два")
    document = read_document(cast.admin, STRANGE)
    decisions.decide(actor=cast.admin, document=document, project=plating)
    classification.classify_waiting()
    waiting.refresh_from_db()
    assert waiting.standing_decision is not None
    assert waiting.standing_decision.candidates[0]["project"] == plating.pk
    said = waiting.decisions.count()
    classification.classify_waiting()
    assert waiting.decisions.count() == said


def test_reasons_add_up_and_keep_secrets(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    teach()
    document = read_document(cast.editor, sentence("tender", 99))
    decision = document.decisions.get()
    url = f"/api/v1/documents/{document.pk}/decisions/{decision.pk}/"
    seen = client_of(cast.admin).get(url).json()["reasons"]
    total = sum(term["weight"] for term in seen["terms"]) + seen["rest"] + seen["bias"]
    assert total == pytest.approx(seen["score"], abs=1e-5)
    assert seen["project"] == cast.tender.pk
    assert len(seen["precedents"]) == 3
    text = current(document).extraction.text
    for term in seen["terms"]:
        assert text[term["start"] : term["end"]] == term["term"]
    hidden = client_of(cast.editor).get(url).json()["reasons"]
    assert (hidden["project"], hidden["runner_up"]) == (cast.tender.pk, None)
    assert all(one["project"] == cast.tender.pk for one in hidden["precedents"])
