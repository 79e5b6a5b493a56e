import re
from decimal import Decimal
from html import unescape

from core.choices import Role, TaskStatus
from core.models import Project, Topic, User
from core.services import decisions, projects, tasks
from tests.cast import Cast, upload
from tests.teaching import Teach
from tests.web.conftest import SignIn


def test_a_project_is_made_and_starred(cast: Cast, browse: SignIn) -> None:
    browser = browse(cast.stranger)
    browser.post("/projects/new/", {"name": "Audit 2026"})
    project = Project.objects.get(name="Audit 2026")
    browser.post(f"/projects/{project.pk}/star/")
    assert browser.get("/").content.decode().count("Audit 2026") == 1


def test_a_star_goes_dark_with_the_membership(cast: Cast, browse: SignIn) -> None:
    values = {"title": "Open the envelopes"}
    task = tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    browser = browse(cast.viewer)
    browser.post(f"/tasks/{task.pk}/star/")
    assert "Open the envelopes" in browser.get("/").content.decode()
    cast.tender.memberships.get(user=cast.viewer).delete()
    assert "Open the envelopes" not in browser.get("/").content.decode()


def test_settings_are_the_managers(cast: Cast, browse: SignIn) -> None:
    path = f"/projects/{cast.tender.pk}/settings/"
    given = {"name": "Tender 2028", "filing_mode": "suggest", "error_budget": "1"}
    assert browse(cast.editor).post(path, given).status_code == 403
    assert browse(cast.manager).post(path, given).status_code == 302
    cast.tender.refresh_from_db()
    assert cast.tender.name == "Tender 2028"
    assert cast.tender.error_budget == Decimal("0.01")


def test_a_wrong_budget_is_refused_in_words(cast: Cast, browse: SignIn) -> None:
    path = f"/projects/{cast.tender.pk}/settings/"
    given = {"name": "Tender", "filing_mode": "file", "error_budget": "90"}
    page = browse(cast.manager).post(path, given).content.decode()
    assert 'class="error"' in page
    assert 'value="90"' in page


def test_the_budget_rests_on_the_models_evaluation(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    teach(30)
    page = browse(cast.manager).get(f"/projects/{cast.tender.pk}/settings/")
    text = page.content.decode()
    assert 'data-budget="0.200"' in text
    assert 'value="5.0"' in text
    assert "would file themselves" in text


def test_members_come_and_go(cast: Cast, browse: SignIn) -> None:
    browser = browse(cast.manager)
    path = f"/projects/{cast.tender.pk}/members/"
    settings = browser.get(f"/projects/{cast.tender.pk}/settings/").content.decode()
    assert '<option value="editor">editor</option>' in settings
    unknown = browser.post(path, {"username": "nobody", "role": "editor"})
    assert unknown.status_code == 400
    browser.post(path, {"username": "Stranger", "role": "viewer"})
    member = cast.tender.memberships.get(user=cast.stranger)
    browser.post(f"{path}{member.pk}/role/", {"role": "editor"})
    member.refresh_from_db()
    assert member.role == Role.EDITOR
    browser.post(f"{path}{member.pk}/remove/")
    assert not cast.tender.memberships.filter(user=cast.stranger).exists()


def test_a_refused_member_shows_no_topic_of_others(cast: Cast, browse: SignIn) -> None:
    secret = Topic.objects.create(name="Merger with Sever")
    projects.create_project(actor=cast.stranger, name="Sever", topic=secret)
    browser = browse(cast.manager)
    path = f"/projects/{cast.tender.pk}"
    refused = browser.post(f"{path}/members/", {"username": "nobody", "role": "editor"})
    assert refused.status_code == 400
    for page in (refused, browser.get(f"{path}/settings/")):
        assert "Merger" not in page.content.decode()


def test_of_two_like_names_the_one_that_was_typed_is_meant(
    cast: Cast, browse: SignIn
) -> None:
    other = User.objects.create(username="Stranger")
    path = f"/projects/{cast.tender.pk}/members/"
    browser = browse(cast.manager)
    unclear = browser.post(path, {"username": "STRANGER", "role": "viewer"})
    assert unclear.status_code == 400
    browser.post(path, {"username": "Stranger", "role": "viewer"})
    assert cast.tender.memberships.get(role=Role.VIEWER, user=other)
    assert not cast.tender.memberships.filter(user=cast.stranger).exists()


def test_the_last_manager_stays(cast: Cast, browse: SignIn) -> None:
    member = cast.tender.memberships.get(user=cast.manager)
    path = f"/projects/{cast.tender.pk}/members/{member.pk}/role/"
    answer = browse(cast.manager).post(path, {"role": "viewer"})
    assert answer.status_code == 409
    assert "needs a manager" in answer.content.decode()
    assert browse(cast.manager).post(path, {"role": "owner"}).status_code == 400


def test_a_topic_without_a_name_is_refused_in_words(cast: Cast, browse: SignIn) -> None:
    answer = browse(cast.admin).post("/projects/topics/", {"name": " "})
    assert answer.status_code == 400
    assert "This field is required." in answer.content.decode()


def test_a_task_moves_over_the_board(cast: Cast, browse: SignIn) -> None:
    values = {"title": "Check the lot"}
    task = tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    path = f"/tasks/{task.pk}/move/"
    assert browse(cast.viewer).post(path, {"status": "done"}).status_code == 403
    assert browse(cast.editor).post(path, {"status": "away"}).status_code == 400
    browse(cast.editor).post(path, {"status": "done"})
    task.refresh_from_db()
    assert task.status == TaskStatus.DONE


def test_a_task_is_edited_and_tells_its_story(cast: Cast, browse: SignIn) -> None:
    browser = browse(cast.editor)
    browser.post("/tasks/new/", {"project": cast.tender.pk, "title": "Check the lot"})
    task = cast.tender.tasks.get()
    given = {"title": "Check lot 2", "status": "review", "priority": "high"}
    browser.post(f"/tasks/{task.pk}/", given)
    browser.post(f"/tasks/{task.pk}/subtasks/", {"title": "Read it"})
    page = browser.get(f"/tasks/{task.pk}/").content.decode()
    assert "Check lot 2" in page
    assert "Read it" in page
    assert "made the task" in page


def shown_in(page: str) -> dict[str, str]:
    """What a form carries along of the fields that its page shows."""
    hidden = re.findall(r'name="(initial-[^"]+)"(?: value="([^"]*)")?', page)
    return {name: unescape(value) for name, value in hidden}


def test_who_edits_a_task_leaves_alone_what_others_change_meanwhile(
    cast: Cast, browse: SignIn
) -> None:
    values = {"title": "Check the lot", "description": "Both\npages", "priority": "low"}
    task = tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    browser, path = browse(cast.editor), f"/tasks/{task.pk}/"
    opened = shown_in(browser.get(path).content.decode())
    meanwhile = {"status": TaskStatus.REVIEW, "assignee": cast.viewer}
    tasks.update_task(actor=cast.manager, task=task, values=meanwhile)
    given = {**values, "title": "Check lot 2", "status": "new", "description": ""}
    browser.post(path, {**opened, **given, "assignee": "", "due_date": ""})
    task.refresh_from_db()
    assert (task.status, task.assignee) == (TaskStatus.REVIEW, cast.viewer)
    assert (task.title, task.description) == ("Check lot 2", "")


def test_a_task_keeps_its_assignee_who_left_the_project(
    cast: Cast, browse: SignIn
) -> None:
    values = {"title": "Check the lot", "assignee": cast.viewer}
    task = tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    cast.tender.memberships.filter(user=cast.viewer).delete()
    browser, path = browse(cast.editor), f"/tasks/{task.pk}/"
    page = browser.get(path).content.decode()
    assert f'value="{cast.viewer.pk}" selected' in page
    opened = {**shown_in(page), "title": "Check lot 2", "status": "new"}
    given = {**opened, "priority": "normal", "assignee": cast.viewer.pk}
    assert browser.post(path, given).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.assignee) == ("Check lot 2", cast.viewer)


def test_who_saves_settings_leaves_alone_what_others_change_meanwhile(
    cast: Cast, browse: SignIn
) -> None:
    browser, path = browse(cast.manager), f"/projects/{cast.tender.pk}/settings/"
    opened = shown_in(browser.get(path).content.decode())
    meanwhile = {"filing_mode": "suggest", "error_budget": Decimal("0.010")}
    project = Project.objects.get(pk=cast.tender.pk)
    projects.update_project(actor=cast.admin, project=project, values=meanwhile)
    given = {"name": "Tender 2028", "filing_mode": "file", "error_budget": "5.0"}
    browser.post(path, {**opened, **given, "description": "", "topic": ""})
    project.refresh_from_db()
    assert (project.name, project.filing_mode) == ("Tender 2028", "suggest")
    assert project.error_budget == Decimal("0.010")


def test_pages_hide_the_task_of_a_project_that_a_document_has_left(
    cast: Cast, browse: SignIn
) -> None:
    values = {"title": "Check the lot"}
    task = tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    document = upload(cast.editor, title="About", project=cast.tender, task=task)
    decisions.decide(actor=cast.admin, document=document, project=cast.lease)
    browser = browse(cast.stranger)
    browser.post("/documents/columns/", {"column": ["task"]})
    for path in ("/documents/", f"/documents/{document.pk}/"):
        page = browser.get(path).content.decode()
        assert "About" in page
        assert task.title not in page
        assert f"/tasks/{task.pk}/" not in page
