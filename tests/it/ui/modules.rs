//! The page's own modules, called in the browser: those that compute rather than draw.

use serde_json::{Value, json};

use super::browser::Browser;
use super::start;

/// What an expression gives that uses the exports of a module.
#[track_caller]
fn call(browser: &Browser, module: &str, expression: &str) -> Value {
    browser.run(&format!(
        "const module = await import('./static-files/js/{module}.js'); return {expression};"
    ))
}

#[test]
fn values_are_written_and_read() {
    let Some((_scene, _server, browser)) = start(&[], "") else {
        return;
    };
    browser.open("/");
    browser.wait_text("Default");
    let number = "[0.1 + 0.2, 1e-7, 12345678901, NaN, -Infinity, 7].map(module.number)";
    assert_eq!(
        call(&browser, "format", number),
        json!(["0.3", "1e-7", "1.2346e+10", "NaN", "−∞", "7"])
    );
    let duration = "[12, 4200, 200000, 7500000, 360000000].map(module.duration)";
    assert_eq!(
        call(&browser, "format", duration),
        json!(["12 ms", "4.2 s", "3 min 20 s", "2 h 5 min", "4 d 4 h"])
    );
    let table = r#"module.fromCsv(module.toCsv([["a,b", 'say "x"'], ["line\nbreak", ""]]))"#;
    assert_eq!(
        call(&browser, "parts/csv", table),
        json!([["a,b", "say \"x\""], ["line\nbreak", ""]])
    );
    // The greatest number stands for the infinities: a gap, not the height of the curve.
    let curve = "module.sparkline([1, Number.MAX_VALUE, 2, 3]).firstChild.getAttribute('d')";
    assert_eq!(
        call(&browser, "parts/sparkline", curve),
        json!("M2.0 18.0M63.3 10.0L94.0 2.0")
    );
    let smooth = "module.smoothed([1, 1, NaN, 1], 0.9).map((value) => Math.round(value * 1000))";
    assert_eq!(
        call(&browser, "charts/values", smooth),
        json!([1000, 1000, null, 1000])
    );
}

#[test]
fn markdown_becomes_nodes_and_nothing_else() {
    let Some((_scene, _server, browser)) = start(&[], "") else {
        return;
    };
    browser.open("/");
    browser.wait_text("Default");
    for (text, expected) in [
        (
            "# One\ntwo *three* `four`",
            "<h3>One</h3><p>two <em>three</em> <code>four</code></p>",
        ),
        (
            "- a\n- b\n\n1. c",
            "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>",
        ),
        ("snake_case_name 2*3*4", "<p>snake_case_name 2*3*4</p>"),
        (
            "<b>x</b> [y](javascript:z)",
            "<p>&lt;b&gt;x&lt;/b&gt; <span>y</span></p>",
        ),
        ("```\n<i>\n```", "<pre><code>&lt;i&gt;</code></pre>"),
    ] {
        let found = call(
            &browser,
            "parts/markdown",
            &format!("module.markdown({text:?}).innerHTML"),
        );
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_may_be_typed_next_is_known() {
    let Some((_scene, _server, browser)) = start(&[], "") else {
        return;
    };
    browser.open("/");
    browser.wait_text("Default");
    for (text, expected) in [
        ("metrics.lo", json!(["metrics.loss"])),
        ("metrics.loss L", json!(["LIKE"])),
        ("metrics.loss < 1 ", json!(["and", "or"])),
        (
            "metrics.loss < 1 and params.",
            json!(["params.`learning rate`"]),
        ),
        ("params.x = 'metr", json!([])),
    ] {
        let expression = format!(
            "module.suggestions({text:?}, {}, [{{ text: 'metrics.loss' }}, {{ text: 'params.`learning rate`' }}]).map((offer) => offer.text.trim())",
            text.len()
        );
        assert_eq!(
            call(&browser, "parts/filterbox", &expression),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_folder_becomes_a_zip_file() {
    let Some((scene, _server, browser)) = start(&[], "") else {
        return;
    };
    browser.open("/");
    browser.wait_text("Default");
    let entries = "[{ name: 'a/ü.txt', bytes: new TextEncoder().encode('hello') }]";
    let expression = format!("[...new Uint8Array(await module.zip({entries}).arrayBuffer())]");
    let bytes: Vec<u8> =
        serde_json::from_value(call(&browser, "artifacts/zip", &expression)).expect("bytes");
    let file = scene.write("folder.zip", bytes);
    let listing = "import sys, zipfile; archive = zipfile.ZipFile(sys.argv[1]); print(archive.testzip(), archive.read('a/ü.txt').decode())";
    let output = scene
        .bare_command("python3")
        .args(["-c", listing])
        .arg(file)
        .output();
    let output = output.expect("python3 starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "None hello\n");
}
