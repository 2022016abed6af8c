"""A headless Chromium, spoken to as W3C's WebDriver says, through `chromedriver`."""

import json
import re
import subprocess
import urllib.error
import urllib.request

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-precise-memory-info",
    "--window-size=1440,900",
]

# Long, for pages that need it.
PATIENCE = 300_000


class Browser:
    """A browser with one page, closed at the end of a `with`."""

    def __enter__(self):
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        port = None
        for line in self.driver.stdout:
            if found := re.search(r"successfully on port (\d+)", line):
                port = found.group(1)
                break
        self.session = f"http://127.0.0.1:{port}/session"
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": FLAGS}}
        made = self.post("", {"capabilities": {"alwaysMatch": wanted}})
        self.session += f"/{made['sessionId']}"
        self.post("/timeouts", {"script": PATIENCE, "pageLoad": PATIENCE})
        return self

    def __exit__(self, *_):
        urllib.request.urlopen(urllib.request.Request(self.session, method="DELETE"))
        self.driver.terminate()
        self.driver.wait()

    def post(self, path, body):
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.session + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE / 1000) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            said = json.load(error)["value"]["message"]
            raise RuntimeError(f"{path} {str(body)[:200]}: {said}") from error

    def tool(self, command, **params):
        """A command of Chromium's own protocol."""
        return self.post("/goog/cdp/execute", {"cmd": command, "params": params})

    def open(self, address):
        """Opens an address in a fresh page."""
        self.post("/url", {"url": "about:blank"})
        self.post("/url", {"url": address})

    def run(self, script):
        """What a script answers that runs in the page; a promise is waited for."""
        body = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => {{ {script} }})().then(done, (error) => done('failed: ' + error));"
        )
        answer = self.post("/execute/async", {"script": body, "args": []})
        if isinstance(answer, str) and answer.startswith("failed: "):
            raise RuntimeError(f"{script}: {answer}")
        return answer

    def wait(self, condition, seconds=120):
        """Waits until an expression is true in the page."""
        script = f"""
            const end = performance.now() + {seconds * 1000};
            while (performance.now() < end) {{
                const found = {condition};
                if (found) return found;
                await new Promise((done) => setTimeout(done, 20));
            }}
            return null;"""
        if (found := self.run(script)) is None:
            raise RuntimeError(f"`{condition}` did not become true; the page shows:\n{self.text()}")
        return found

    def text(self):
        return self.run("return document.body.innerText")
