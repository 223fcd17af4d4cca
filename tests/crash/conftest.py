"""What takes minutes is marked `soak` and runs only when asked for: ``pytest -m soak``."""

import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "soak: every crash point, long sequences: minutes")


def pytest_collection_modifyitems(config, items):
    if "soak" in config.option.markexpr:
        return
    asked = [item for item in items if not item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=[item for item in items if item not in asked])
    items[:] = asked


@pytest.fixture(scope="session")
def soaking(request):
    return "soak" in request.config.option.markexpr
