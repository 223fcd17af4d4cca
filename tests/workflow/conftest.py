import shutil

import pytest
from desk import at_desk, lay_out_desk


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory):
    root = tmp_path_factory.mktemp("desk") / "ws"
    return root, lay_out_desk(root)


@pytest.fixture
def desk(laid_out, tmp_path):
    """A workspace open for work, its record empty."""
    root, manifests = laid_out
    shutil.copytree(root, tmp_path / "ws")
    with at_desk(tmp_path / "ws", manifests) as session:
        yield session
