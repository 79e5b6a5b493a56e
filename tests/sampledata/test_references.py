"""What names something else names something that exists."""

from __future__ import annotations

from core.sampledata import Archive, Document


def _users(archive: Archive) -> set[str]:
    return {user.username for user in archive.users}


def _unique(keys: list[str]) -> bool:
    return len(keys) == len(set(keys))


def test_keys_are_unique_and_in_order(archive: Archive) -> None:
    for records in (archive.documents, archive.tasks):
        keys = [record.key for record in records]
        assert _unique(keys)
        assert keys == sorted(keys)
    assert _unique([project.key for project in archive.projects])
    assert _unique([user.username for user in archive.users])


def test_projects_name_their_topic_members_and_template(archive: Archive) -> None:
    topics = {topic.key for topic in archive.topics}
    templates = {template.key for template in archive.templates}
    for project in archive.projects:
        assert project.topic in topics
        assert project.template in templates
        assert {member.username for member in project.members} <= _users(archive)
        assert [member.role for member in project.members].count("manager") == 1
        assert _unique([member.username for member in project.members])
        assert abs(sum(share.share for share in project.languages) - 1) < 1e-9


def test_some_users_review_and_some_administer(archive: Archive) -> None:
    assert any(user.reviewer for user in archive.users)
    assert any(user.staff for user in archive.users)


def test_documents_name_users_and_follow_in_time(archive: Archive) -> None:
    users = _users(archive)
    starts = [document.versions[0].created for document in archive.documents]
    assert starts == sorted(starts)
    for document in archive.documents:
        assert document.owner in users
        assert {version.author for version in document.versions} <= users
        _assert_versions_grow(document)


def _assert_versions_grow(document: Document) -> None:
    numbers = [version.number for version in document.versions]
    times = [version.created for version in document.versions]
    texts = {version.text for version in document.versions}
    assert numbers == list(range(1, len(numbers) + 1))
    assert times == sorted(times)
    assert len(texts) == len(numbers)


def test_near_duplicates_name_an_earlier_document(archive: Archive) -> None:
    documents = {document.key: document for document in archive.documents}
    copies = [document for document in archive.documents if document.copy_of]
    assert len(copies) >= 5
    for copy in copies:
        original = documents[str(copy.copy_of)]
        assert original.key < copy.key
        assert original.project == copy.project
        assert original.kind == copy.kind


def test_tasks_name_what_exists(archive: Archive) -> None:
    users = _users(archive)
    tasks = {task.key: task for task in archive.tasks}
    filed = {document.key: document.project for document in archive.documents}
    for task in archive.tasks:
        assert {task.author, task.assignee or task.author} <= users
        assert {filed[key] for key in task.documents} <= {task.project}
        assert task.parent is None or tasks[task.parent].project == task.project
        assert task.due is None or task.due > task.created.date()


def test_there_are_subtasks_comments_and_mentions(archive: Archive) -> None:
    comments = [comment for task in archive.tasks for comment in task.comments]
    assert any(task.parent for task in archive.tasks)
    assert {task.status for task in archive.tasks} == {
        "new",
        "in_progress",
        "review",
        "done",
    }
    assert any(comment.mentions for comment in comments)
    for comment in comments:
        assert {comment.author, *comment.mentions} <= _users(archive)
        assert all(f"@{name}" in comment.text for name in comment.mentions)


def test_favorites_star_one_thing_each(archive: Archive) -> None:
    projects = {project.key for project in archive.projects}
    tasks = {task.key for task in archive.tasks}
    assert archive.favorites
    for favorite in archive.favorites:
        assert (favorite.project is None) != (favorite.task is None)
        assert favorite.project is None or favorite.project in projects
        assert favorite.task is None or favorite.task in tasks
