"""Settings are read strictly: a wrong value is one clear sentence, never a guess."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from unidoc import env
from unidoc.configuration import Database, setting_names
from unidoc.errors import StartupError
from unidoc.settings.database import database


@pytest.fixture(autouse=True)
def dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting but those of the test; returns the settings file, still empty."""
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    file.touch()
    monkeypatch.setenv("UNIDOC_ENV_FILE", str(file))
    return file


def test_the_defaults_need_nothing() -> None:
    environment = env.read()
    assert environment.database.dsn == ""
    assert environment.security.secret_key == ""
    assert environment.paths.data == env.ROOT / "data"
    assert environment.mlflow.address == "http://127.0.0.1:5000"


def test_the_process_environment_wins_over_the_file(
    dotenv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv.write_text("PORT=9000\nWEB_WORKERS=3\nJWT_ACCESS_LIFETIME=90s\n")
    monkeypatch.setenv("PORT", "9001")
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example")
    environment = env.read()
    assert environment.web.port == 9001
    assert environment.web.workers == 3
    assert environment.web.allowed_hosts == ("a.example", "b.example")
    assert environment.security.access_token_lifetime == timedelta(seconds=90)


def test_an_empty_value_counts_as_not_set(dotenv: Path) -> None:
    dotenv.write_text("PORT=\nDATABASE_URL=\n")
    assert env.read() == env.read()
    assert env.read().web.port == 8000


def test_a_secret_may_lie_in_a_file(dotenv: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    dotenv.write_text(f"SECRET_KEY_FILE={tmp_path / 'secret'}\n")
    assert env.read().security.secret_key == "from a file"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("PORT=eighty", "PORT: 'eighty' is not valid"),
        ("PORT=70000", "PORT: '70000' is not valid"),
        ("DEBUG=perhaps", "DEBUG: 'perhaps' is not valid"),
        ("LOG_LEVEL=LOUD", "DEBUG, INFO, WARNING or ERROR"),
        ("LANGUAGE_CODE=de", "en or ru"),
        ("TIME_ZONE=Mars/Olympus", "TIME_ZONE: 'Mars/Olympus' is not valid"),
        ("TIME_ZONE=../../etc/passwd", "TIME_ZONE"),
        ("CSRF_TRUSTED_ORIGINS=unidoc.example.org", "such as https://"),
        ("JWT_ACCESS_LIFETIME=soon", "JWT_ACCESS_LIFETIME"),
        ("JWT_ACCESS_LIFETIME=15", "such as 15m"),
        ("JWT_REFRESH_LIFETIME=-14d", "such as 14d"),
        ("ALLOWED_HOSTS=https://unidoc.example.org", "Host names"),
        ("ALLOWED_HOSTS=unidoc.example.org:8000", "Host names"),
        ("EMAIL_URL=smtp://me:hunter2@host:abc", "EMAIL_URL: the value is not valid"),
        ("MAIL_FROM=unidoc", "such as unidoc@example.org"),
        ("MLFLOW_TRACKING_URI=localhost:5000", "MLFLOW_TRACKING_URI"),
        ("SECRET_KEY_FILE=/nowhere/at/all", "SECRET_KEY_FILE must name a file"),
        ("DATABSE_URL=x", "did you mean DATABASE_URL"),
        ("UNIDOC_DATADIR=x", "did you mean UNIDOC_DATA_DIR"),
    ],
)
def test_a_wrong_line_is_one_sentence(dotenv: Path, line: str, sentence: str) -> None:
    dotenv.write_text(f"{line}\n")
    with pytest.raises(StartupError, match=sentence) as failure:
        env.read()
    assert "\n" not in str(failure.value)


def test_a_named_file_must_be_there(dotenv: Path) -> None:
    dotenv.unlink()
    with pytest.raises(StartupError, match=r"UNIDOC_ENV_FILE names .* not there"):
        env.read()


def test_a_wrong_secret_is_not_shown(dotenv: Path) -> None:
    dotenv.write_text("DATABASE_URL=mysql://me:hunter2@host/db\n")
    with pytest.raises(StartupError) as failure:
        env.read()
    assert "hunter2" not in str(failure.value)


def test_other_programs_variables_are_left_alone(dotenv: Path) -> None:
    dotenv.write_text("POSTGRES_PASSWORD=x\nCOMPOSE_PROJECT_NAME=unidoc\n")
    env.read()


def test_the_parts_of_a_database_make_one_url(dotenv: Path) -> None:
    dotenv.write_text("DB_HOST=db\nDB_USER=me@home\nDB_PASSWORD=a/b:c\nDB_NAME=docs\n")
    named = env.read().database
    assert named.dsn == "postgresql://me%40home:a%2Fb%3Ac@db:5432/docs"
    config = database(named)
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db", 5432, "docs")
    assert (config["USER"], config["PASSWORD"]) == ("me@home", "a/b:c")


def test_a_socket_folder_keeps_its_upper_case() -> None:
    named = Database(url="postgresql://unidoc@/unidoc?host=/Data/Мой%20диск")
    assert database(named)["HOST"] == "/Data/Мой диск"


def test_the_example_file_is_the_one_made_from_the_code() -> None:
    assert (env.ROOT / ".env.example").read_text() == env.example()


def test_the_reference_is_the_one_made_from_the_code() -> None:
    written = env.ROOT / "docs" / "operations" / "configuration.md"
    assert written.read_text() == env.reference()


def test_the_reference_tells_every_setting() -> None:
    assert all(f"| `{name}` |" in env.reference() for name in setting_names())


def test_the_example_file_can_be_used_as_it_is(dotenv: Path) -> None:
    defaults = env.read()
    lines = env.example().splitlines()
    names = setting_names()
    active = [line[1:] for line in lines if line[1:].split("=")[0] in names]
    assert len(active) == len(names)
    dotenv.write_text("\n".join(active))
    assert env.read() == defaults
