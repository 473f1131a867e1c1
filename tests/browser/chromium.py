"""A headless Chromium steered over a pipe by the DevTools protocol, without any library.

`--remote-debugging-pipe` speaks NUL-terminated JSON on file descriptors 3 and 4. Source: Chrome
DevTools Protocol, chromedevtools.github.io/devtools-protocol (read 2026-11-21).
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ANSWER_S = 60.0
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--lang=en-US",
    "--remote-debugging-pipe",
)


class BrowserError(AssertionError):
    """The page or the browser did not do what was asked."""


def program() -> str | None:
    """The Chromium of this machine, if it has one."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Pipe:
    """Commands out, answers and events in."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._rest = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """One command's result. Raises BrowserError."""
        self._number += 1
        told: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session is not None:
            told["sessionId"] = session
        os.write(self._writing, json.dumps(told).encode() + b"\0")
        deadline = time.monotonic() + _ANSWER_S
        while True:
            message = self._next(deadline, method)
            if message.get("id") != self._number:
                self.events.append(message)
            elif "error" in message:
                raise BrowserError(f"{method}: {message['error']}")
            else:
                result: dict[str, Any] = message["result"]
                return result

    def wait(self, method: str) -> dict[str, Any]:
        """The next event of that name, also one that came already. Raises BrowserError."""
        deadline = time.monotonic() + _ANSWER_S
        while True:
            for index, event in enumerate(self.events):
                if event.get("method") == method:
                    return self.events.pop(index)
            self.events.append(self._next(deadline, method))

    def _next(self, deadline: float, about: str) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select(
                [self._reading], [], [], max(0, deadline - time.monotonic())
            )
            part = os.read(self._reading, 1 << 20) if ready else b""
            if not part:
                raise BrowserError(f"the browser said nothing after {about}")
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told

    def close(self) -> None:
        """Close both ends."""
        os.close(self._reading)
        os.close(self._writing)


class Page:
    """One tab: goes somewhere, clicks, types, and is looked at."""

    def __init__(self, pipe: Pipe, session: str) -> None:
        self._pipe = pipe
        self._session = session
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.command(f"{domain}.enable")
        self.clicks = 0
        """Clicks and submitted forms so far."""

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """A protocol command for this tab."""
        return self._pipe.send(method, self._session, **params)

    def goto(self, url: str) -> None:
        """Load an address, with all its scripts."""
        self._pipe.events.clear()
        told = self.command("Page.navigate", url=url)
        if told.get("errorText"):
            raise BrowserError(f"{url}: {told['errorText']}")
        self._pipe.wait("Page.loadEventFired")

    def evaluate(self, script: str) -> Any:
        """The value of an expression, a promise's result awaited. Raises BrowserError."""
        told = self.command(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in told:
            raise BrowserError(f"{script[:80]}: {told['exceptionDetails']}")
        return told["result"].get("value")

    def text(self) -> str:
        """What the page says."""
        return str(self.evaluate("document.body.innerText"))

    def fill(self, name: str, value: str) -> None:
        """Type into the field of that name, as the keyboard does."""
        self.evaluate(f"document.querySelector('[name={json.dumps(name)}]').focus()")
        self.command("Input.insertText", text=value)

    def click(self, selector: str, holding: str = "") -> None:
        """Click what fits the selector and holds those words, then wait for the page it leads to.

        With a real mouse: what is covered or off the page cannot be clicked.
        """
        found = self.evaluate(_PLACE % (json.dumps(selector), json.dumps(holding)))
        if found is None:
            raise BrowserError(f"nothing to click: {selector} {holding!r} in {self.text()[:500]}")
        self._pipe.events.clear()
        for kind in ("mousePressed", "mouseReleased"):
            self.command(
                "Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **found
            )
        self.clicks += 1
        self._pipe.wait("Page.loadEventFired")

    def press(self, key: str, code: int) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            self.command(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    def resize(self, width: int, height: int, *, dark: bool = False) -> None:
        """As on a screen of that many pixels, in the light or in the dark."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])

    def picture(self, file: Path) -> None:
        """A PNG of what is on the screen."""
        told = self.command("Page.captureScreenshot", format="png", optimizeForSpeed=False)
        file.write_bytes(base64.b64decode(told["data"]))

    def complaints(self) -> list[str]:
        """What the browser's console says since the last load: errors, refused contents."""
        found = []
        for event in self._pipe.events:
            params = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(str(params["exceptionDetails"]))
            entry = params.get("entry", {})
            if event.get("method") == "Log.entryAdded" and entry.get("level") == "error":
                found.append(f"{entry['text']} {entry.get('url', '')}")
        return found

    def transferred(self) -> int:
        """Bytes over the wire since the last load."""
        return sum(
            int(event["params"]["encodedDataLength"])
            for event in self._pipe.events
            if event.get("method") == "Network.loadingFinished"
        )


_PLACE = """(() => {
  const found = [...document.querySelectorAll(%s)].find(
    (each) => each.innerText.includes(%s) && each.getClientRects().length);
  if (!found) return null;
  found.scrollIntoView({block: "center"});
  const box = found.getClientRects()[0];
  return {x: box.x + box.width / 2, y: box.y + box.height / 2};
})()"""


@contextmanager
def opened(folder: Path) -> Iterator[Page]:
    """A browser of its own with one tab; `folder` keeps its profile."""
    found = program()
    assert found is not None, "look with program() before"
    ours_to_read, theirs_to_write = os.pipe()
    theirs_to_read, ours_to_write = os.pipe()
    process = _started(found, folder, theirs_to_read, theirs_to_write)
    pipe = Pipe(ours_to_read, ours_to_write)
    try:
        target = pipe.send("Target.createTarget", url="about:blank")["targetId"]
        session = pipe.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        yield Page(pipe, session)
        pipe.send("Browser.close")
    finally:
        pipe.close()
        os.kill(process, signal.SIGTERM)
        os.waitpid(process, 0)


def _started(found: str, folder: Path, to_read: int, to_write: int) -> int:
    """The browser's process, with the two ends where it looks for them; they are closed here."""
    aside = [fcntl.fcntl(each, fcntl.F_DUPFD, 10) for each in (to_read, to_write)]
    nowhere = os.devnull
    process = os.posix_spawn(
        found,
        [found, *_OPTIONS, f"--user-data-dir={folder}", "about:blank"],
        dict(os.environ),
        file_actions=[
            (os.POSIX_SPAWN_DUP2, aside[0], 3),
            (os.POSIX_SPAWN_DUP2, aside[1], 4),
            (os.POSIX_SPAWN_OPEN, 1, nowhere, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, nowhere, os.O_WRONLY, 0),
        ],
    )
    for each in (to_read, to_write, *aside):
        os.close(each)
    return process
