"""Every platform the gateway speaks: a folder and one line here, or a package with an entry point.

Platforms are imported when they are first asked for. A package that is installed beside ours adds
one through the entry point group `voicetill.platforms` (name = the platform's, value = its
`Platform`); one that is broken, or takes a name that is taken, is left out and told by `faults()`.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from adapters.platform import Platform
from domain.capabilities import Capability
from domain.errors import ConfigurationError
from domain.ports.pos import WebhookReader

GROUP = "voicetill.platforms"
BUILT_IN: Mapping[str, str] = {
    "revel": "adapters.revel",
    "counterpoint": "adapters.counterpoint",
    "shopify": "adapters.shopify",
    "square": "adapters.square",
    "vend": "adapters.vend",
    "toast": "adapters.toast",
    "lightspeed": "adapters.lightspeed",
    "clover": "adapters.clover",
}
"""Platform to the package whose `PLATFORM` describes it."""


def _installed() -> Iterable[EntryPoint]:
    return entry_points(group=GROUP)


class Registry(Mapping[str, Platform]):
    """Platforms by name, each loaded on first use. Thread-safe."""

    def __init__(
        self,
        built_in: Mapping[str, str],
        *,
        installed: Callable[[], Iterable[EntryPoint]] = _installed,
    ) -> None:
        self._built_in = built_in
        self._installed = installed
        self._lock = threading.RLock()
        self._loaded: dict[str, Platform] = {}
        self._faults: tuple[ConfigurationError, ...] | None = None
        """None until the installed packages have been looked through."""

    def __getitem__(self, name: str) -> Platform:
        """The platform of that name. Raises KeyError."""
        with self._lock:
            if name not in self._loaded:
                if name in self._built_in:
                    self._loaded[name] = import_module(self._built_in[name]).PLATFORM
                else:
                    self.faults()
            return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        """Names, our own first."""
        self.faults()
        yield from self._built_in
        yield from sorted(self._loaded.keys() - self._built_in.keys())

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)

    def faults(self) -> tuple[ConfigurationError, ...]:
        """What is wrong with installed packages that wanted to add a platform."""
        with self._lock:
            if self._faults is None:
                self._faults = tuple(self._load_installed())
            return self._faults

    def _load_installed(self) -> Iterator[ConfigurationError]:
        found = list(self._installed())
        claims = Counter(one.name for one in found)
        for one in found:
            if one.name in self._built_in:
                yield _fault(one, "the gateway has a platform of that name; choose another")
            elif claims[one.name] > 1:
                yield _fault(one, "several packages claim that name; uninstall all but one")
            else:
                platform = _load(one)
                if isinstance(platform, ConfigurationError):
                    yield platform
                else:
                    self._loaded[one.name] = platform


class WebhookReaders(Mapping[str, WebhookReader]):
    """How each platform's webhooks are read; a platform is loaded with its first message."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._platforms = platforms

    def __getitem__(self, name: str) -> WebhookReader:
        """The reader of that platform. Raises KeyError."""
        return self._platforms[name].webhooks

    def __iter__(self) -> Iterator[str]:
        """Names of platforms."""
        return iter(self._platforms)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._platforms)


def _load(found: EntryPoint) -> Platform | ConfigurationError:
    """The platform behind an entry point, or what is wrong with it."""
    try:
        platform = found.load()
    except Exception as error:  # noqa: BLE001 - other people's code must not stop ours
        return _fault(found, f"{type(error).__name__}: {error}")
    if not isinstance(platform, Platform):
        return _fault(found, "the entry point must lead to an adapters.platform.Platform")
    if platform.name != found.name:
        return _fault(found, f"the platform calls itself {platform.name!r}; both must be the same")
    missing = sorted(set(Capability) - set(platform.capabilities))
    if missing:
        return _fault(found, f"it declares nothing about: {', '.join(missing)}")
    return platform


def _fault(found: EntryPoint, reason: str) -> ConfigurationError:
    package = f" of {found.dist.name}" if found.dist is not None else ""
    return ConfigurationError(f"platform {found.name!r}{package} ({found.value}): {reason}")


PLATFORMS = Registry(BUILT_IN)
"""The platforms of this installation."""
