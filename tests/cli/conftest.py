"""Running commands as they are typed."""

import shutil
import sys

import pytest
from desk import at_desk, stands

from archive_builder.cli import main


@pytest.fixture
def command(monkeypatch, capsys):
    """Run a command line and return its exit code, output and messages."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["archive-builder", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        return stop.value.code or 0, said.out, said.err

    return call


@pytest.fixture
def root(laid_out, tmp_path):
    """A copy of the workspace that the module's `laid_out` made, its first value."""
    shutil.copytree(laid_out[0], tmp_path / "ws")
    return tmp_path / "ws"


@pytest.fixture
def run(root, command):
    """Run a command in that workspace."""
    return lambda *arguments: command(*arguments, "--root", root)


@pytest.fixture
def where(root, laid_out):
    """Where a receipt stands in that workspace; `laid_out`'s second value is its manifests."""

    def place(receipt):
        with at_desk(root, laid_out[1]) as desk:
            return stands(desk, receipt)

    return place
