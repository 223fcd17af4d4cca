import shutil

import pytest
from small_county import AS_OF, place_files

from archive_builder.progress import Silent
from archive_builder.workflow.run import run
from archive_builder.workflow.workspace import lay_out, open_session


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A workspace after one run; tests that change it take `county`."""
    root = tmp_path_factory.mktemp("county") / "ws"
    lay_out(root)
    place_files(root / "incoming")
    with open_session(root, Silent()) as session:
        outcome = run(session, AS_OF)
    return root, outcome


@pytest.fixture
def county(finished, tmp_path):
    root = tmp_path / "ws"
    shutil.copytree(finished[0], root)
    return root
