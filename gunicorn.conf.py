"""How gunicorn serves the site (`make run`, or behind a proxy): https://docs.gunicorn.org/en/stable/settings.html"""

import gc
import os
from pathlib import Path

from gunicorn.http import message

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60  # an upload of the largest file over a slow line
graceful_timeout = 30  # what is being saved when the server is told to stop is saved
keepalive = 5
# Addresses that are too long for the site come as far as its own page that says so (projectsite/middleware.py): ten
# thousand letters of any script. gunicorn caps its own setting at 8190, and would answer by itself, in English.
message.MAX_REQUEST_LINE = limit_request_line = 128 * 1024
loglevel = "warning"
accesslog = None  # the proxy in front keeps one; visitors' addresses are nobody's business here
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"  # the workers' heartbeat must never wait for a disk


def when_ready(server) -> None:
    """Says where the site is, once it listens."""
    address = os.environ.get("SITE_URL", f"http://{bind}").rstrip("/")
    lines = ("", f"The site:           {address}/", f"The administration: {address}/admin/", "Stop with Ctrl+C.", "")
    print("\n  ".join(lines).rstrip(" "), flush=True)


def post_worker_init(worker) -> None:
    """Lets Python look for rings of garbage less often: a page makes many objects, and hardly any ring."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
