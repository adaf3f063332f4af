"""The pure parts of the runtime: environment, data folder, redaction, port."""

import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from polydesk.kernel import settings
from polydesk.kernel.settings import BadSetting
from polydesk.runtime import data_folder, environment
from polydesk.runtime.data_folder import DataFolder
from polydesk.runtime.listener import listen
from polydesk.runtime.redaction import shown
from polydesk.runtime.secret_file import SecretFile
from polydesk.runtime.trouble import Trouble

ROOT = Path(__file__).parents[2]
HERE = Path("/data")


def test_what_is_given_stays_and_what_is_missing_is_filled() -> None:
    given = {"DATABASE_URL": "postgresql://db/own", "SECRET_KEY_FILE": "/run/key", "HOME": "/home/me"}
    defaults = {"DATABASE_URL": "embedded", "BROKER_URL": "embedded", "SECRET_KEY": "drawn"}
    result = environment.filled(given, data=HERE, port=8123, defaults=defaults)
    assert result["DATABASE_URL"] == "postgresql://db/own"
    assert result["BROKER_URL"] == "embedded"
    assert "SECRET_KEY" not in result
    assert result["BASE_URL"] == "http://localhost:8123"
    assert result["HOME"] == "/home/me"


def test_an_empty_setting_counts_as_not_given() -> None:
    result = environment.filled({"BROKER_URL": "", "EMPTY": ""}, data=HERE, port=1, defaults={"BROKER_URL": "embedded"})
    assert result["BROKER_URL"] == "embedded"
    assert result["EMPTY"] == ""


def test_only_settings_are_written_down() -> None:
    assert environment.described({"S3_BUCKET": "files", "HOME": "/home/me"}) == {"S3_BUCKET": "files"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SECRET_KEY", "abc", "(hidden)"),
        ("SECRET_KEY_FILE", "/run/key", "/run/key"),
        (
            "DATABASE_URL",
            "postgresql://me:pw@db:5432/desk?password=pw&host=/run",
            "postgresql://db:5432/desk?host=/run",
        ),
        ("SMTP_URL", "smtps://me:pw@mail", "smtps://mail"),
        ("S3_BUCKET", "files", "files"),
    ],
)
def test_secrets_are_not_shown(name: str, value: str, expected: str) -> None:
    assert shown(name, value) == expected


def test_a_secret_is_drawn_once(tmp_path: Path) -> None:
    drawn = SecretFile(tmp_path / "secrets.json").get("key")
    assert len(drawn) >= 32
    assert SecretFile(tmp_path / "secrets.json").get("key") == drawn


def test_a_folder_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "release").write_text("99.0.0\n")
    with pytest.raises(Trouble, match=r"newer release 99\.0\.0"):
        DataFolder(tmp_path).check_release()


@pytest.mark.parametrize("written", ["0.0.1", data_folder.RELEASE])
def test_a_folder_of_an_older_or_the_same_release_is_taken(tmp_path: Path, written: str) -> None:
    (tmp_path / "release").write_text(written)
    DataFolder(tmp_path).check_release()


def test_the_release_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == data_folder.RELEASE


def test_a_folder_is_taken_by_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_folder, "STOPPING_PATIENCE_S", 0.0)
    folder = DataFolder(tmp_path)
    with folder.taken():
        folder.announce("running", port=8123, environment={})
        assert folder.running() is not None
        with pytest.raises(Trouble, match=r"already runs .* at http://localhost:8123"), folder.taken():
            pass
    with folder.taken():
        pass


def test_what_ran_before_a_crash_is_not_taken_for_running(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.announce("running", port=8123, environment={})
    assert folder.running() is None


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} is taken"):
            listen("localhost", port)


def polydesk(*words: str, code: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys\n{code}\nfrom polydesk.cli import main\nsys.exit(main(sys.argv[1:]))"
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "BROKER_", "SECRET_"))
    }
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, env=plain | environ, capture_output=True, text=True, check=False, timeout=60)


def test_a_missing_library_is_said_in_one_line(tmp_path: Path) -> None:
    done = polydesk("up", "--data", str(tmp_path), code="sys.modules['psutil'] = None")
    assert done.returncode == 1
    assert done.stderr == "polydesk: The library psutil is missing. Run `make setup`.\n"


def test_a_folder_of_a_newer_release_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "release").write_text("99.0.0\n")
    done = polydesk("up", "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("polydesk: The data folder")
    assert done.stderr.count("\n") == 1


def test_an_unknown_setting_is_refused_by_name(tmp_path: Path) -> None:
    done = polydesk("up", "--data", str(tmp_path), S3_BUKET="files")
    assert done.returncode == 1
    assert "S3_BUKET" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["RATING_DELAY", "TICKETS_PER_HOST", "TRUSTED_PROXY", "SMTP_HOST", "BASE_UL"])
def test_a_name_that_is_nearly_one_of_ours_is_refused(name: str) -> None:
    with pytest.raises(BadSetting, match=name):
        settings.read({name: "1"})


@pytest.mark.parametrize("name", ["BASE_URI", "SECRET_KEY_BASE", "WORKERS", "PATH"])
def test_a_name_that_may_be_somebody_elses_is_not(name: str) -> None:
    settings.read({name: "1"})


def test_a_single_process_says_that_it_needs_a_database() -> None:
    done = polydesk("clock")
    assert done.returncode == 1
    assert "DATABASE_URL is not set" in done.stderr
