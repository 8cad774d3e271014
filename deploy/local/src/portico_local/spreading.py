"""A pytest plugin: who runs what, when all tests run on several processes.

A file is run by one process, as with xdist's `loadfile`. Folders that keep an installation for
all of their files are run by one, too. Two processes begin with the tests that start installations,
longest first, and spend much of their time waiting for these; two begin with all the others. Who
has nothing left of his own goes on with what there is.
"""

import gc

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadfile import LoadFileScheduling
from xdist.workermanage import WorkerController

PROCESSES = 4
"""Two for each core that a machine for tests has at least: half of a test's time is waiting."""

START_WITH_INSTALLATIONS = ("gw0", "gw1")
"""As xdist calls its first two processes."""

ONE_INSTALLATION = (
    "tests/browser/contractor/",
    "tests/browser/",
    "tests/outside/",
    "tests/journeys/",
)
"""A test is of the first that it lies in. The browser's tests are two halves, an installation each:
on one, they went on for minutes after all others."""
START_INSTALLATIONS = (*ONE_INSTALLATION, "tests/faults/", "deploy/local/tests/")


class SpreadScheduler(LoadFileScheduling):
    """Files, and folders with an installation of their own."""

    def _split_scope(self, nodeid: str) -> str:
        folder = next((one for one in ONE_INSTALLATION if nodeid.startswith(one)), None)
        return folder or super()._split_scope(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        starts = node.gateway.id in START_WITH_INSTALLATIONS
        own = (one for one in self.workqueue if one.startswith(START_INSTALLATIONS) == starts)
        first = next(own, None)
        if first is not None:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SpreadScheduler | None:
    """Ours where whole files are asked for; they are handed out in the order of `testpaths`."""
    if config.getoption("dist") != "loadfile":
        return None
    # Not those with the most tests first: a file of one test may take a minute.
    config.option.loadscopereorder = False
    return SpreadScheduler(config, log)


def pytest_collection_finish() -> None:
    """Thousands of tests and what they import stay to the end: not looked through for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
