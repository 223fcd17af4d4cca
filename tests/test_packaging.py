import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_carries_what_a_fresh_workspace_needs(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = "archive_builder/shipped"
    for folder in ("manifests", "templates"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"{shipped}/{path.relative_to(ROOT).as_posix()}" in names
    for folder in ("incoming", "output"):
        inside = {n for n in names if n.startswith(f"{shipped}/{folder}/")}
        assert inside == {f"{shipped}/{folder}/README.md"}
