"""How gunicorn serves the site (`make run`, or behind a proxy): https://docs.gunicorn.org/en/stable/settings.html"""

import os
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60  # an upload of the largest file over a slow line
graceful_timeout = 30  # what is being saved when the server is told to stop is saved
keepalive = 5
limit_request_line = 8190  # an address with as many filters as a page takes; longer ones are answered 414
loglevel = "warning"
accesslog = None  # the proxy in front keeps one; visitors' addresses are nobody's business here
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"  # the workers' heartbeat must never wait for a disk


def when_ready(server) -> None:
    """Says where the site is, once it listens."""
    address = os.environ.get("SITE_URL", f"http://{bind}").rstrip("/")
    lines = ("", f"The site:           {address}/", f"The administration: {address}/admin/", "Stop with Ctrl+C.", "")
    print("\n  ".join(lines).rstrip(" "), flush=True)
