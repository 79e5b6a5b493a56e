"""The challenger is asked about live documents, and nothing comes of it but figures."""

import pytest

from core.choices import ModelState
from core.models import Document, ShadowVerdict, TrainedModel
from core.selectors.shadow import shadow_of
from core.services import decisions
from core.services.champion import serving
from tests.cast import Cast, Client, read_document
from tests.scrape import gauge
from tests.teaching import Teach, champion, label, sentence


@pytest.fixture
def challenger(cast: Cast, teach: Teach) -> TrainedModel:
    first = teach(16)
    label(cast.admin, cast.tender, "tender", 3)
    second = champion(cast.admin)
    TrainedModel.objects.filter(pk=second.pk).update(state=ModelState.CHALLENGER)
    TrainedModel.objects.filter(pk=first.pk).update(state=ModelState.CHAMPION)
    serving._loaded.clear()
    return second


def test_it_speaks_silently(
    cast: Cast, challenger: TrainedModel, client_of: Client
) -> None:
    answered = read_document(cast.admin, sentence("tender", 70))
    read_document(cast.admin, sentence("lease", 71))
    assert set(ShadowVerdict.objects.values_list("model", flat=True)) == {challenger.pk}
    machine = Document.objects.get(pk=answered.pk).decisions.all()
    assert {one.model_id for one in machine} == {
        TrainedModel.objects.get(state=ModelState.CHAMPION).pk
    }
    decisions.decide(actor=cast.admin, document=answered, project=cast.tender)
    shadow = shadow_of(challenger)
    assert (shadow.documents, shadow.agreed, shadow.answered) == (2, 2, 1)
    assert shadow.both_right == 1
    body = client_of(cast.admin).get(f"/api/v1/models/{challenger.pk}/").json()
    assert body["shadow"]["documents"] == 2
    assert gauge("unidoc_shadow_documents") == 2
    assert gauge("unidoc_shadow_agreement_ratio") == 1.0


def test_who_was_right(cast: Cast, challenger: TrainedModel) -> None:
    document = read_document(cast.admin, sentence("tender", 72))
    ShadowVerdict.objects.update(project=cast.lease)
    decisions.decide(actor=cast.admin, document=document, project=cast.tender)
    shadow = shadow_of(challenger)
    assert (shadow.agreed, shadow.only_champion_right) == (0, 1)
    assert gauge("unidoc_shadow_agreement_ratio") == 0.0
    decisions.decide(actor=cast.admin, document=document, project=None)
    assert shadow_of(challenger).both_wrong == 1


def test_without_its_file_the_champion_goes_on(
    cast: Cast, challenger: TrainedModel
) -> None:
    TrainedModel.objects.filter(pk=challenger.pk).update(digest="0" * 64)
    document = read_document(cast.admin, sentence("tender", 73))
    assert document.standing_decision is not None
    assert not ShadowVerdict.objects.exists()
