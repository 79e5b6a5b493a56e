from core.choices import JobState, ModelState
from core.models import Job, TrainedModel
from core.selectors import model_page
from tests.cast import Cast, read_document
from tests.teaching import Teach, champion, sentence
from tests.web.conftest import SignIn


def test_training_begins_and_is_cancelled(cast: Cast, browse: SignIn) -> None:
    browser = browse(cast.admin)
    browser.post("/models/train/")
    job = Job.objects.get(kind="train")
    assert "A model is being trained" in browser.get("/models/").content.decode()
    assert browser.post("/models/train/").status_code == 409
    browser.post(f"/models/training/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    state = browser.get(f"/models/training/{job.pk}/")
    assert state["HX-Refresh"] == "true"


def test_a_model_is_promoted_and_rolled_back(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    first = teach(16)
    second = TrainedModel.objects.get(pk=first.pk)
    second.pk, second.digest, second.state = None, "0" * 64, ModelState.CANDIDATE
    second.save()
    path = f"/models/{second.pk}/promote/"
    assert browse(cast.manager).post(path).status_code == 403
    browse(cast.admin).post(path)
    first.refresh_from_db()
    assert first.state == ModelState.RETIRED
    assert "Roll back to it" in browse(cast.admin).get("/models/").content.decode()


def test_the_challenger_stays_in_sight_however_many_models_follow(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    model = teach(16)
    states = [ModelState.CHALLENGER, *[ModelState.CANDIDATE] * model_page.SHOWN]
    for state in states:
        model.pk, model.state = None, state
        model.save()
    challenger = TrainedModel.objects.get(state=ModelState.CHALLENGER)
    page = browse(cast.admin).get("/models/").content.decode()
    assert f"/models/{challenger.pk}/promote/" in page


def test_a_report_is_silent_about_hidden_projects(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    model = teach(16)
    page = browse(cast.viewer).get(f"/models/{model.pk}/").content.decode()
    assert "Tender 2027" in page
    assert "Office lease" not in page
    assert "OFFICE-LEASE" not in page


def test_a_doubtful_placement_is_put_right_or_confirmed(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    wrong = read_document(cast.admin, sentence("lease", 500), project=cast.tender)
    teach(12)
    browser = browse(cast.admin)
    page = browser.get("/models/suspects/").content.decode()
    assert f"/documents/{wrong.pk}/" in page
    assert (
        "Nothing is in doubt"
        in browse(cast.viewer).get("/models/suspects/").content.decode()
    )
    browser.post(f"/documents/{wrong.pk}/decide/", {"project": cast.tender.pk})
    after = browser.get("/models/suspects/").content.decode()
    assert f"/documents/{wrong.pk}/decide/" not in after
    champion(cast.admin)
    trained_anew = browser.get("/models/suspects/").content.decode()
    assert f"/documents/{wrong.pk}/decide/" not in trained_anew


def test_without_a_model_nothing_is_said_of_doubts(cast: Cast, browse: SignIn) -> None:
    page = browse(cast.admin).get("/models/suspects/").content.decode()
    assert "There is no trained model yet" in page
    assert "Nothing is in doubt" not in page
