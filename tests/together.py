"""Which tests go to one process together, and in which order the processes take them up.

Costly worlds (a gateway over shops, a folder's module fixtures) are built once, by the process
that runs all tests of that world. Read from a test's id alone: xdist's own groups travel in a
private attribute that pytest 9.2 no longer reads, so there they separate nothing.
"""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

_BY_FOLDER = ("integration", "e2e", "security")
"""Kinds of tests whose worlds belong to a folder and one database, not to a file."""
_LONGEST_FIRST = ("e2e/start", "browser", "security", "integration", "e2e", "property", "contract")
"""What should not be left for the end, when other processes have nothing to do any more."""
_DATABASE = re.compile(r"\[(?:.*-)?(sqlite|postgresql)(?:-.*)?\]$", re.DOTALL)


def world_of(test_id: str) -> str:
    """The name of the world that a test shares: its folder and database, or its file."""
    path, _, name = test_id.partition("::")
    parts = path.split("/")[1:] or [path]
    if parts[0] not in _BY_FOLDER:
        return path
    on = _DATABASE.search(name)
    return "/".join([*parts[:-1], on[1]]) if on else "/".join(parts[:-1])


class Together(LoadScopeScheduling):
    """Gives each process whole worlds, the longest first."""

    def _split_scope(self, nodeid: str) -> str:
        return world_of(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(max(self.workqueue, key=self._weight), last=False)
        super()._assign_work_unit(node)

    def _weight(self, world: str) -> tuple[int, int]:
        name = world.removeprefix("tests/")
        ranks = [at for at, kind in enumerate(_LONGEST_FIRST) if name.startswith(kind)]
        return -min(ranks, default=len(_LONGEST_FIRST)), len(self.workqueue[world])
