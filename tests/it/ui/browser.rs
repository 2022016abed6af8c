//! A headless Chromium, spoken to as W3C's WebDriver says, through `chromedriver`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::skip;

/// How long anything may take to appear before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often it is looked for.
const INTERVAL: Duration = Duration::from_millis(50);

/// The key of an element's reference, as the standard fixes it.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Flags that keep the browser to itself: no sandbox, since tests may run as root, and no request
/// of its own.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
];

/// How often a driver is started.
const TRIES: usize = 5;

/// A browser with one page, closed when dropped.
pub(super) struct Browser {
    driver: Child,
    session: String,
    site: String,
}

impl Browser {
    /// Starts a browser for the pages of this site. `None` means that there is no Chromium here,
    /// which has been said.
    #[track_caller]
    pub(super) fn start(site: &str) -> Option<Self> {
        let Some((driver, port)) = start_driver() else {
            skip("there is no `chromedriver`");
            return None;
        };
        let mut browser = Self {
            driver,
            session: format!("http://127.0.0.1:{port}/session"),
            site: site.to_owned(),
        };
        let options = json!({ "args": FLAGS });
        let wanted = json!({ "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" } });
        let answer = browser.send("", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        let id = answer["sessionId"].as_str().expect("a session");
        browser.session = format!("{}/{id}", browser.session);
        Some(browser)
    }

    #[track_caller]
    fn send(&self, path: &str, body: &Value) -> Value {
        self.try_send(path, body)
            .unwrap_or_else(|error| panic!("{path} {body}: {error}"))
    }

    /// What the driver answers to a command, or what it has against it.
    fn try_send(&self, path: &str, body: &Value) -> Result<Value, String> {
        let agent = ureq::Agent::new_with_config(
            ureq::Agent::config_builder()
                .http_status_as_error(false)
                .build(),
        );
        let mut answer = agent
            .post(format!("{}{path}", self.session))
            .header("Content-Type", "application/json")
            .send(body.to_string())
            .map_err(|error| error.to_string())?;
        let status = answer.status();
        let text = answer
            .body_mut()
            .read_to_string()
            .map_err(|error| error.to_string())?;
        let mut answer: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let value = answer["value"].take();
        if status.is_success() {
            Ok(value)
        } else {
            Err(value["message"].to_string())
        }
    }

    /// Opens an address of the site, such as `/#/experiments`, in a fresh page.
    #[track_caller]
    pub(super) fn open(&self, path: &str) {
        // An address that differs only after `#` would not load the page again.
        self.send("/url", &json!({ "url": "about:blank" }));
        self.send("/url", &json!({ "url": format!("{}{path}", self.site) }));
    }

    /// Makes the window so many pixels wide.
    #[track_caller]
    pub(super) fn resize(&self, width: u32) {
        self.send(
            "/window/rect",
            &json!({ "width": width, "height": 800, "x": 0, "y": 0 }),
        );
    }

    /// What a script answers that runs in the page; a promise is waited for.
    #[track_caller]
    pub(super) fn run(&self, script: &str) -> Value {
        let body = format!(
            "const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(done, (error) => done('failed: ' + error));"
        );
        self.send("/execute/async", &json!({ "script": body, "args": [] }))
    }

    /// Waits until an element that fits the selector is there.
    #[track_caller]
    pub(super) fn wait(&self, selector: &str) -> String {
        self.until(&format!("an element `{selector}`"), || self.find(selector))
    }

    /// Waits until the page shows this text.
    #[track_caller]
    pub(super) fn wait_text(&self, text: &str) {
        self.until(&format!("the text `{text}`"), || {
            self.text().contains(text).then_some(())
        });
    }

    #[track_caller]
    fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{what} did not appear; the page shows:\n{}",
                self.text()
            );
            sleep(INTERVAL);
        }
    }

    fn find(&self, selector: &str) -> Option<String> {
        let query = json!({ "using": "css selector", "value": selector });
        let found = self.try_send("/element", &query).ok()?;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    /// Clicks an element, once it is there; it is looked for anew while the page replaces it.
    #[track_caller]
    pub(super) fn click(&self, selector: &str) {
        self.until(&format!("a click on `{selector}`"), || {
            let click = format!("/element/{}/click", self.find(selector)?);
            self.try_send(&click, &json!({})).ok()
        });
    }

    /// Clicks the button, link or menu entry that says exactly this.
    #[track_caller]
    pub(super) fn click_text(&self, text: &str) {
        let path = format!("//*[self::a or self::button][normalize-space(.)={text:?}]");
        let query = json!({ "using": "xpath", "value": path });
        self.until(&format!("a click on `{text}`"), || {
            let found = self.try_send("/element", &query).ok()?;
            let click = format!("/element/{}/click", found[ELEMENT].as_str()?);
            self.try_send(&click, &json!({})).ok()
        });
    }

    /// Types into a field, over what it holds; `\u{e007}` is Enter.
    #[track_caller]
    pub(super) fn fill(&self, selector: &str, text: &str) {
        let element = self.wait(selector);
        self.send(&format!("/element/{element}/clear"), &json!({}));
        self.send(
            &format!("/element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// Moves the mouse to a point in an element, counted in pixels from its centre.
    #[track_caller]
    pub(super) fn hover(&self, selector: &str, x: i32, y: i32) {
        let element = self.wait(selector);
        self.point(&[
            json!({ "type": "pointerMove", "duration": 0, "x": x, "y": y,
            "origin": { ELEMENT: element } }),
        ]);
    }

    /// Presses the mouse in the middle of an element, moves it so many pixels and lets it go.
    #[track_caller]
    pub(super) fn drag(&self, selector: &str, x: i32, y: i32) {
        self.hover(selector, 0, 0);
        let shift = json!({ "type": "pointerMove", "duration": 50, "x": x, "y": y,
            "origin": "pointer" });
        self.point(&[
            json!({ "type": "pointerDown", "button": 0 }),
            shift,
            json!({ "type": "pointerUp", "button": 0 }),
        ]);
    }

    #[track_caller]
    fn point(&self, actions: &[Value]) {
        let mouse = json!({ "type": "pointer", "id": "mouse", "actions": actions });
        self.send("/actions", &json!({ "actions": [mouse] }));
    }

    /// Types into what has the focus; `\u{e009}` holds Ctrl.
    #[track_caller]
    pub(super) fn press(&self, keys: &str) {
        let script = "return document.activeElement";
        let body = json!({ "script": script, "args": [] });
        let focus = self.send("/execute/sync", &body);
        let element = focus[ELEMENT].as_str().expect("something has the focus");
        self.send(
            &format!("/element/{element}/value"),
            &json!({ "text": keys }),
        );
    }

    /// Waits until a script answers this.
    #[track_caller]
    pub(super) fn wait_for(&self, script: &str, expected: &Value) {
        let mut last = Value::Null;
        self.until(&format!("`{script}` answering {expected}"), || {
            last = self.run(script);
            (last == *expected).then_some(())
        });
    }

    /// All the text that the page shows.
    #[track_caller]
    pub(super) fn text(&self) -> String {
        self.run("return document.body.innerText")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Fails if the console has an error or a warning since the last look at it, save those whose
    /// text holds `expected`.
    #[track_caller]
    pub(super) fn console_is_clean_but_for(&self, expected: Option<&str>) {
        let log = self.send("/se/log", &json!({ "type": "browser" }));
        let problems: Vec<String> = log
            .as_array()
            .expect("a list")
            .iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .map(|entry| entry["message"].to_string())
            .filter(|message| expected.is_none_or(|expected| !message.contains(expected)))
            .collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    /// Fails if the console has said something with these words since the last look at it.
    #[track_caller]
    pub(super) fn console_does_not_say(&self, words: &str) {
        let log = self.send("/se/log", &json!({ "type": "browser" }));
        let log = log.as_array().expect("a list").iter();
        let said: Vec<String> = log.map(|entry| entry["message"].to_string()).collect();
        let said: Vec<_> = said.iter().filter(|line| line.contains(words)).collect();
        assert!(said.is_empty(), "{said:?}");
    }

    #[track_caller]
    pub(super) fn console_is_clean(&self) {
        self.console_is_clean_but_for(None);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = ureq::delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Starts a driver, and gives the port on which it listens; `None` where there is no driver.
///
/// A driver looks for a port that is free by IPv4, and ends when another program has the same one
/// by IPv6. So it is started again.
fn start_driver() -> Option<(Child, u16)> {
    (0..TRIES).find_map(|_| {
        let spawned = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut driver = spawned.ok()?;
        let port = port_of(&mut driver);
        if port.is_none() {
            let _ = driver.kill();
            let _ = driver.wait();
        }
        Some((driver, port?))
    })
}

/// The port on which the driver says that it listens.
fn port_of(driver: &mut Child) -> Option<u16> {
    let output = driver.stdout.take().expect("a pipe");
    BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        })
}
