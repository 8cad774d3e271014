"""A pytest plugin: who runs what, when all tests run on two processes.

A file is run by one process, as with xdist's `loadfile`. Folders that keep an installation for
all of their files are run by one, too: two installations beside each other would take the two cores
from what they are to show.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadfile import LoadFileScheduling

ONE_INSTALLATION = ("tests/browser/", "tests/outside/")


class Spreading(LoadFileScheduling):
    """Files, and folders with an installation of their own."""

    def _split_scope(self, nodeid: str) -> str:
        folder = next((one for one in ONE_INSTALLATION if nodeid.startswith(one)), None)
        return folder or super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spreading | None:
    """Ours where whole files are asked for; they are handed out in the order of `testpaths`."""
    if config.getoption("dist") != "loadfile":
        return None
    # Not those with the most tests first: a file of one test may take a minute.
    config.option.loadscopereorder = False
    return Spreading(config, log)
