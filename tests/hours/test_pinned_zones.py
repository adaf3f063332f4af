"""The zone data is the pinned package's in every process, whatever the system brings."""

import subprocess
import sys
import zoneinfo
from pathlib import Path

import pytest

from polydesk.kernel import zones
from polydesk.kernel.settings import BadSetting

PRODUCT = Path(__file__).parents[2]


def test_importing_the_product_turns_the_systems_data_off() -> None:
    program = (
        "import zoneinfo; before = zoneinfo.ZoneInfo('America/Vancouver'); assert zoneinfo.TZPATH;"
        "import polydesk; assert zoneinfo.TZPATH == (); assert zoneinfo.ZoneInfo('America/Vancouver') is not before"
    )
    paths = {"PYTHONPATH": f"{PRODUCT / 'platform'}:{PRODUCT}", "PYTHONTZPATH": "/usr/share/zoneinfo"}
    subprocess.run([sys.executable, "-c", program], env=paths, check=True)


def test_this_process_reads_the_package() -> None:
    assert zoneinfo.TZPATH == ()


def test_the_installed_data_is_new_enough() -> None:
    zones.check()


def test_older_data_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones, "release", lambda: "2025b")
    with pytest.raises(BadSetting, match="The time zone data is 2025b; Polydesk needs 2026f or later"):
        zones.check()


def test_the_command_line_tells_older_data_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "tzdata").mkdir()
    (tmp_path / "tzdata" / "__init__.py").write_text("IANA_VERSION = '2025b'\n")
    paths = {"PYTHONPATH": f"{tmp_path}:{PRODUCT / 'platform'}:{PRODUCT}"}
    command = [sys.executable, "-m", "polydesk", "hours", "check", "none.json"]
    done = subprocess.run(command, env=paths, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("polydesk: The time zone data is 2025b")
    assert done.stderr.count("\n") == 1
