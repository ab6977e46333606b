"""What every script here needs first: the virtual environment, and steps that run only when something changed.

Plain Python without any package: this is what runs before anything is installed.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def install(requirements: str) -> None:
    """Makes the virtual environment hold what a requirements file pins; does nothing when it does already."""
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed.")
    if not PYTHON.exists():
        print("Creating .venv …", flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
        if made.returncode:
            sys.exit("Python could not make .venv. On Debian and Ubuntu: apt install python3-venv")
    files = sorted(ROOT.glob("requirements*.txt")) if "dev" in requirements else [ROOT / requirements]

    def pip() -> None:
        print(f"Installing {requirements} …", flush=True)
        quietly = ["--quiet", "--disable-pip-version-check", "--no-input"]
        run([str(PYTHON), "-m", "pip", "install", *quietly, "-r", str(ROOT / requirements)])

    when_changed(VENV / f"stamp-{requirements}", contents(files), pip)


def compile_messages() -> None:
    """Compiles the catalogues in locale/ with Babel, so that nobody needs gettext to run the site."""
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    stamp = VENV / "stamp-messages"
    if not all(path.with_suffix(".mo").exists() for path in catalogues):
        stamp.unlink(missing_ok=True)
    code = (
        "import sys; from babel.messages import mofile, pofile\n"
        "for name in sys.argv[1:]:\n"
        "    with open(name, 'rb') as po, open(name[:-2] + 'mo', 'wb') as mo:\n"
        "        mofile.write_mo(mo, pofile.read_po(po))\n"
    )
    if catalogues:
        when_changed(stamp, contents(catalogues), lambda: run([str(PYTHON), "-c", code, *map(str, catalogues)]))


def contents(files: Iterable[Path]) -> str:
    """Returns one hash of what is in the files."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def listing(files: Iterable[Path]) -> str:
    """Returns one hash of the files' names, sizes and times: quicker than `contents` for many."""
    lines = (f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(files) if path.is_file())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def when_changed(stamp: Path, key: str, step: Callable[[], None]) -> None:
    """Runs a step unless it has succeeded with this very key before."""
    if not stamp.exists() or stamp.read_text() != key:
        step()
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(key)


def manage(*arguments: str, **environment: str) -> None:
    """Runs a command of manage.py, and ends this script when it fails."""
    run([str(PYTHON), str(ROOT / "manage.py"), *arguments], **environment)


def run(command: list[str], **environment: str) -> None:
    """Runs a command from the project's folder, and ends this script with its code when it fails."""
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
    if code:
        sys.exit(code)
