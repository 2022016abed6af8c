#!/usr/bin/env python3
"""Measures this program's page and MLflow's own in one sitting, by the browser's own clock.

    benches/page/measure.py --program target/release/mlflow \\
        [--python target/clients/mlflow-3.17.2/bin/python] [--visits 9] [--runs 10000] \\
        [--charts 200] [--points 1000] [--refreshes 720]

Needs Chromium and its driver on the PATH. Both servers have an SQLite database with the same
content: an experiment of many runs, and one of ten runs with a metric for each chart. Prints a
table in Markdown; compare figures of one sitting only.

- First paint is `first-contentful-paint`; first rows and first charts are the moments at which the
  name of a run, or a curve, came into the document. Medians of the visits, each with an empty
  cache, from the start of the navigation.
- Frames are counted while the page is scrolled to its end at a speed, by the time between two calls
  of `requestAnimationFrame`: no frame is shorter than 17 ms on a display of 60 Hz.
- Memory is the heap of JavaScript after a collection, before and after the button `Refresh` was
  clicked so often, while one run logs.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile

from browser import Browser
from servers import fill, make_database, mlflows, ours, post, version_of

# Pixels a second.
SPEEDS = [800, 3_000, 10_000, 40_000]

# How long a page is scrolled at each speed, at most, in seconds.
SCROLLED = 4

# Notes when the first element came into the document that a page is about.
NOTED = """
const note = (name, isThere) => {
    const look = new MutationObserver(() => {
        if (!isThere()) return;
        look.disconnect();
        requestAnimationFrame(() => { window[name] = performance.now(); });
    });
    look.observe(document, { childList: true, subtree: true, characterData: true });
};
const rows = () => document.evaluate("//*[starts-with(text(), 'trial-0')]", document, null, 9).singleNodeValue;
note('firstRows', rows);
note('firstChart', () => document.querySelector('path.js-line'));
"""

REFRESH = '[aria-label="Refresh"]'


class Page:
    """One of the two pages, with the addresses of what is looked at."""

    def __init__(self, server, experiments, running):
        self.url = server.url
        self.running = running
        self.table, self.charted = (f"{server.url}/#/experiments/{id}/runs" for id in experiments)
        self.charted += "?compareRunsMode=CHART"


def main():
    parser = argparse.ArgumentParser(description="Measures the page, beside MLflow's own.")
    parser.add_argument("--program", required=True)
    parser.add_argument("--python", help="one with the MLflow whose page is measured, too")
    for name, default in [("visits", 9), ("runs", 10_000), ("charts", 200), ("points", 1000), ("refreshes", 720)]:
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show(measure_all(args, folder))


def measure_all(args, folder):
    program = os.path.abspath(args.program)
    python = args.python and os.path.abspath(args.python)
    database = os.path.join(folder, "ours.db")
    make_database(program, python, database)
    columns = {}
    with ours(program, database, folder) as server:
        *experiments, running = fill(server.url, args.runs, args.charts, args.points)
    copy = shutil.copy(database, os.path.join(folder, "mlflow.db"))
    with ours(program, database, folder) as server:
        columns["this program"] = measured(Page(server, experiments, running), args)
    if python:
        with mlflows(python, copy, folder) as server:
            columns[f"MLflow {version_of(python)}"] = measured(Page(server, experiments, running), args)
    return columns


def show(columns):
    names = list(columns)
    print(f"| what | {' | '.join(names)} |")
    print(f"| --- |{' --- |' * len(names)}")
    for row in columns[names[0]]:
        print(f"| {row} | {' | '.join(columns[name].get(row, '') for name in names)} |")


def measured(page, args):
    """All figures of a page: what they are, and each as text."""
    found = {}
    with Browser() as browser:
        browser.tool("Page.addScriptToEvaluateOnNewDocument", source=NOTED)
        first(browser, page.table, "firstRows", args.visits, f"{args.runs:,} runs: first {{}}", "rows", found)
        scrolled(browser, f"{args.runs:,} runs", found)
        first(browser, page.charted, "firstChart", args.visits, f"{args.charts} charts: first {{}}", "curves", found)
        scrolled(browser, f"{args.charts} charts", found)
    with Browser() as browser:
        refreshed(browser, page, args.refreshes, found)
    return found


def note(found, row, text):
    found[row] = text
    print(f"{row}: {text}", file=sys.stderr)


def first(browser, address, mark, visits, row, what, found):
    paints, marks = [], []
    for _ in range(visits):
        browser.tool("Network.clearBrowserCache")
        browser.open(address)
        marks.append(browser.wait(f"window.{mark}"))
        paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        paints.append(browser.run(f"return {paint}"))
    note(found, row.format("paint"), milliseconds(paints))
    note(found, row.format(what), milliseconds(marks))


def milliseconds(times):
    return f"{statistics.median(times):,.0f} ms"


def scrolled(browser, what, found):
    for speed in SPEEDS:
        browser.run("document.querySelectorAll('*').forEach((node) => { if (node.scrollTop) node.scrollTop = 0; })")
        frames = frames_of(browser, speed)
        row = f"{what}: 95 % of frames within, scrolling {speed:,} px/s"
        note(found, row, f"{quantile(frames, 0.95):,.0f} ms")


def frames_of(browser, speed):
    """The times of the frames while the page is scrolled downwards at a speed."""
    browser.run("""
        window.frames_ = [];
        let last;
        const note = (now) => {
            if (!window.frames_) return;
            if (last !== undefined) window.frames_.push(now - last);
            last = now;
            requestAnimationFrame(note);
        };
        requestAnimationFrame(note);""")
    browser.tool(
        "Input.synthesizeScrollGesture",
        x=900, y=600, yDistance=-speed * SCROLLED, speed=speed, gestureSourceType="mouse",
    )
    if not browser.run("return [...document.querySelectorAll('*')].some((node) => node.scrollTop > 0)"):
        raise RuntimeError("nothing was scrolled")
    return browser.run("const found = window.frames_; window.frames_ = null; return found;")


def quantile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def refreshed(browser, page, refreshes, found):
    browser.open(page.table)
    browser.wait("window.document.body.innerText.includes('trial-0')")
    click = f"""
        document.querySelector('{REFRESH}').click();
        await new Promise((done) => setTimeout(done, 50));"""
    row = f"memory of a tab: heap, nodes; and after {refreshes:,} refreshes"
    if not browser.run(f"return document.querySelector('{REFRESH}') !== null"):
        megabytes, nodes = heap(browser)
        note(found, row, f"{megabytes:.1f} MB, {nodes:,}; it has no such button")
        return
    # What is loaded once is loaded before the first look.
    for step in range(10):
        refresh(browser, page, click, step)
    before = heap(browser)
    for step in range(10, 10 + refreshes):
        refresh(browser, page, click, step)
    after = heap(browser)
    text = f"{before[0]:.1f} MB, {before[1]:,}; {after[0]:.1f} MB, {after[1]:,}"
    note(found, row, text)


def refresh(browser, page, click, step):
    point = {"run_id": page.running, "key": "metric_000", "value": step, "timestamp": step, "step": step}
    post(page.url, "runs/log-metric", point)
    before = "performance.getEntriesByType('resource').length"
    browser.run(f"performance.clearResourceTimings(); {click}")
    browser.wait(f"{before} > 0", 30)


def heap(browser):
    for _ in range(3):
        browser.tool("HeapProfiler.collectGarbage")
    browser.tool("Performance.enable")
    metrics = {each["name"]: each["value"] for each in browser.tool("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6, int(metrics["Nodes"])


main()
