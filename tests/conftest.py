import shutil
import time
from functools import partial

import pytest
from small_county import AS_OF, place_files

from archive_builder import intake
from archive_builder.progress import Silent
from archive_builder.workflow.run import run
from archive_builder.workflow.workspace import lay_out, open_session


class Hurry:
    """A clock that a pause puts forward: files settle without waiting."""

    def __init__(self):
        self.ahead = 0.0

    def clock(self):
        return time.time() + self.ahead

    def pause(self, seconds):
        self.ahead += seconds


@pytest.fixture(scope="session", autouse=True)
def hurry():
    """One-shot passes wait on a clock that does not make the tests wait."""
    clock = Hurry()
    with pytest.MonkeyPatch.context() as patch:
        waiting = partial(intake.receive_patiently, pause=clock.pause, clock=clock.clock)
        patch.setattr(intake, "receive_patiently", waiting)
        patch.setattr(intake, "preview", partial(intake.preview, clock=clock.clock))
        yield clock


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
