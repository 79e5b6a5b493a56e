from core.choices import JobKind, JobState
from core.models import Job, User
from core.services import projects
from tests.cast import Cast
from tests.web.conftest import SignIn

PASSWORD = "a-Long-enough-1"


def test_an_account_is_made_and_switched_off(cast: Cast, browse: SignIn) -> None:
    browser = browse(cast.admin)
    given = {"username": "olga", "password1": PASSWORD, "password2": PASSWORD}
    browser.post("/administration/users/new/", {**given, "language": "ru"})
    user = User.objects.get(username="olga")
    assert user.check_password(PASSWORD)
    browser.post(f"/administration/users/{user.pk}/", {"language": "en"})
    user.refresh_from_db()
    assert not user.is_active


def test_nobody_takes_their_own_rights(cast: Cast, browse: SignIn) -> None:
    path = f"/administration/users/{cast.admin.pk}/"
    answer = browse(cast.admin).post(path, {"language": "en", "is_active": "on"})
    assert answer.status_code == 409


def test_the_log_is_narrowed_and_exported(cast: Cast, browse: SignIn) -> None:
    projects.create_project(actor=cast.editor, name="=Formula")
    browser = browse(cast.admin)
    query = "?actor=editor&action=project.create"
    page = browser.get("/administration/audit/" + query).content.decode()
    assert page.count("<td title=") == 1
    assert '<td title="project.create">made a project</td>' in page
    answer = browser.get("/administration/audit/export/" + query)
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert "project.create" in lines[1]


def test_a_line_of_the_log_opens_what_it_is_about(cast: Cast, browse: SignIn) -> None:
    projects.update_project(
        actor=cast.manager, project=cast.tender, values={"name": "Tender 2028"}
    )
    page = browse(cast.admin).get("/administration/audit/?object_type=project")
    text = page.content.decode()
    assert f'href="/projects/{cast.tender.pk}/">project {cast.tender.pk}</a>' in text
    assert "<del>Tender 2027</del>" in text


def test_a_failed_job_is_tried_again(cast: Cast, browse: SignIn) -> None:
    job = Job.objects.create(
        kind=JobKind.TRAIN,
        created_by=cast.admin,
        state=JobState.FAILED,
        failure_reason="Too few documents",
    )
    browser = browse(cast.admin)
    assert "Too few documents" in browser.get("/administration/jobs/").content.decode()
    browser.post(f"/administration/jobs/{job.pk}/retry/")
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
