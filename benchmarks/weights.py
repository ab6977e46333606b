#!/usr/bin/env python3
"""Measures what a browser loads for each public page over a generated catalogue, on a phone with slow 4G.

    .venv/bin/python benchmarks/weights.py 10000 --languages en,ar,ru

Kilobytes as they come over the line; files asked for, the page itself and its icon among them; elements of the page;
layout shift; when the largest part of it is painted; and for how long tasks block it beyond 50 ms each. A slow
processor and a slow line are emulated, so the last two are the best of some rounds: what else the machine does makes
them worse, the last one above all.
"""

import argparse
import sys
from typing import Any

from browse import connect, server
from playwright.sync_api import Browser, sync_playwright

from pages import addresses, ask, catalogue

LIMITS = {"html": 20, "elements": 2500, "files": 12, "css": 12, "js": 10, "fonts": 60, "shift": 0.02, "block": 50}
LIMITS |= {"paint": 1800}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4  # times, the processor
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75}
KINDS = {"Stylesheet": "css", "Script": "js", "Font": "fonts"}
WATCH = """
window.seen = {shift: 0, paint: 0};
window.tasks = [];
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value })
  .observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.paint = e.startTime })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => tasks.push(...list.getEntries())).observe({type: "longtask", buffered: true});
"""
# The total blocking time counts from the first paint on: https://web.dev/articles/tbt
MEASURED = """
(() => {
  const first = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const after = task => task.startTime + task.duration - Math.max(task.startTime, first);
  const block = tasks.reduce((sum, task) => sum + Math.max(0, after(task) - 50), 0);
  return {elements: document.querySelectorAll("*").length, block, ...seen};
})()
"""


def pages(language: str) -> dict[str, str]:
    """Returns the pages of the other benchmark in a language, and the views of the list."""
    found = {name: address for name, address in addresses().items() if not name.startswith("list, ")}
    listed = "/en/projects/"
    views = ("view=table", "view=map", "view=timeline", "view=timeline&group=country", "view=figures")
    found |= {view: f"{listed}?{view}" for view in (*views, "view=figures&figure=country")}
    facets = ("country", "theme", "donor", "agency", "partner", "year")
    found |= {f"all of {name}": f"{listed}facets/{name}/" for name in facets}
    found |= {f"frame, {view}": f"/en/embed/projects/?view={view}" for view in ("list", "map", "figures")}
    return {name: address.replace("/en/", f"/{language}/", 1) for name, address in found.items()}


def loaded(browser: Browser, url: str) -> dict[str, float]:
    """Returns what a page weighs, asks for and shifts, when it is painted, and for how long it is blocked."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    found = dict.fromkeys((*KINDS.values(), "other"), 0.0)

    def remember(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = KINDS.get(event["type"], "other")

    def weigh(event: dict[str, Any]) -> None:
        found[kinds.get(event["requestId"], "other")] += event["encodedDataLength"] / 1000

    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.on("Network.responseReceived", remember)
    session.on("Network.dataReceived", weigh)
    page.add_init_script(WATCH)
    page.goto(url, wait_until="networkidle")
    found |= page.evaluate(MEASURED)
    context.close()
    return found | {"files": len(kinds)}


def best(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Returns what was measured last, with the best paint and the least blocking of all rounds."""
    return rounds[-1] | {name: min(one[name] for one in rounds) for name in ("paint", "block")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000, help="how many projects to generate")
    parser.add_argument("--languages", default="en", help="codes, with commas between")
    parser.add_argument("--rounds", type=int, default=3, help="visits of each page")
    options = parser.parse_args()
    with catalogue(options.count) as port:
        named = {f"{name} ({lang})": url for lang in options.languages.split(",") for name, url in pages(lang).items()}
        columns = ("html", "elements", "files", "css", "js", "fonts", "other", "shift", "paint", "block")
        print(f"{'page':<36}" + "".join(f"{column:>9}" for column in columns))
        over = []
        with server(port), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for name, address in named.items():
                url = f"http://127.0.0.1:{port}{address}"
                _status, body = ask(connect(port), address)
                found = {"html": len(body) / 1000} | best([loaded(browser, url) for _turn in range(options.rounds)])
                print(f"{name:<36}" + "".join(f"{found[column]:>9.4g}" for column in columns), flush=True)
                over += [
                    f"{name}: {column} {found[column]:.5g}" for column, most in LIMITS.items() if found[column] > most
                ]
            browser.close()
        if over:
            sys.exit("OVER THE LIMIT\n" + "\n".join(over))


if __name__ == "__main__":
    main()
