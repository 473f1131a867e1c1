"""Packages that come with a library and that a process may never use, run at their first use."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


def load_later(package: str) -> None:
    """Have what a package's `__init__` does wait until somebody asks the package for a name.

    Its modules can be imported meanwhile as ever. Call it before the package is imported; a second
    call changes nothing.
    """
    if package not in sys.modules and not any(
        isinstance(finder, _Finder) and finder.package == package for finder in sys.meta_path
    ):
        sys.meta_path.insert(0, _Finder(package))


class _Finder(MetaPathFinder):
    """Finds that one package, as Python would."""

    def __init__(self, package: str) -> None:
        self.package = package

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The package's spec; None for every other module."""
        if fullname != self.package:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """Leaves the module empty until it is asked for a name (PEP 562)."""

    def __init__(self, real: Loader) -> None:
        self._real = real

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet."""

        def load(name: str) -> Any:
            vars(module).pop("__getattr__", None)
            self._real.exec_module(module)
            return getattr(module, name)

        vars(module)["__getattr__"] = load
