"""A PostgreSQL server for one test run: made, used, stopped and removed."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

UNPRIVILEGED = ("postgres", "nobody")


def binaries() -> Path | None:
    """Returns the folder of the newest installed server's programs, or None."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(found, key=lambda path: int(path.parts[-3]))[-1:]
    on_path = shutil.which("initdb")
    return newest[0].parent if newest else Path(on_path).parent if on_path else None


@contextmanager
def cluster() -> Iterator[str | None]:
    """Yields the address (postgres://…) of a throw-away cluster on 127.0.0.1; None where no server is installed."""
    programs = binaries()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="test-postgres-"))
    server = None
    try:
        password, port, who = secrets.token_hex(16), _free_port(), _owner(folder)
        secret = folder / "password"
        secret.write_text(password)
        if who:
            shutil.chown(secret, who["user"])
        data = folder / "data"
        initdb = [programs / "initdb", "--pgdata", data, "--username=test", f"--pwfile={secret}", "--no-sync"]
        subprocess.run(
            [*initdb, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
            **who, cwd=folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        settings = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
        options = [part for setting in settings for part in ("-c", setting)]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, *options],
            **who, cwd=folder, stdout=(folder / "log").open("wb"), stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        _wait(server, port, folder / "log")
        yield f"postgres://test:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> dict[str, Any]:
    """Returns who the server runs as: PostgreSQL refuses root, so root lends the folder to somebody unprivileged."""
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = next(users[name] for name in UNPRIVILEGED if name in users)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_name, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(server: subprocess.Popen, port: int, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        # The socket file comes when the server takes connections; before that a port alone says too little.
        if (log.parent / f".s.PGSQL.{port}").exists() and "ready to accept connections" in log.read_text():
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def _stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGINT)  # "fast": it waits for nobody
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
