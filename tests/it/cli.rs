//! The command line as scripts see it: data on standard output, errors on standard error, exit codes.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const PAGE: &str = r#"<!doctype html><title>Harbour Post</title><h2>Latest news</h2><ul>
<li><time datetime="2026-03-01T09:20:00+01:00">1 March 2026 - 09:20</time> <a href="/traffic/ferry-runs-again-48151?utm_source=x">Ferry to the islands runs again</a></li>
<li><time datetime="2026-03-01T08:45:00+01:00">1 March 2026 - 08:45</time> <a href="/town/bakers-open-their-doors-48150">Bakers open their doors at night</a></li>
<li><time datetime="2026-03-01T07:10:00+01:00">1 March 2026 - 07:10</time> <a href="/town/lighthouse-gets-a-new-lamp-48149">Lighthouse gets a new lamp</a></li>
</ul>"#;

/// Runs the binary without any setting of the caller's environment.
fn run(arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headlined"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HEADLINED__")) {
        command.env_remove(name);
    }
    command.args(arguments).envs(environment.iter().copied());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    text(bytes).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn event(body: &str, fetched_at: &str) -> String {
    let event = json!({ "url": "https://www.harbour-post.example/", "body": body, "fetched_at": fetched_at, "id": 7 });
    format!("{event}\n")
}

#[test]
fn extract_prints_every_standing_of_saved_pages() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, PAGE).unwrap();
    let file = file.to_str().unwrap();
    let url = "https://www.harbour-post.example/";
    let output = run(&["extract", "--url", url, "--fetched-at", "2026-03-01T09:00:00Z", file], &[], "");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let events = lines(&output.stdout);
    assert_eq!(events.len(), 3, "{events:?}");
    let first = &events[0];
    assert_eq!(first["title"], "Ferry to the islands runs again");
    assert_eq!(first["site"], "harbour-post.example");
    assert_eq!(first["published_at"], "2026-03-01T09:20:00+01:00");
    assert_eq!(first["section"], json!({ "kind": "latest", "label": "Latest news", "position": 0 }));
    assert_eq!(first["page"], json!({ "id": null, "url": url, "fetched_at": "2026-03-01T09:00:00Z" }));
    assert_eq!((first["revision"].as_u64(), &first["previous"]), (Some(0), &Value::Null));
    assert!(!first["url"].as_str().unwrap().contains("utm_"), "{first}");
}

#[test]
fn extract_reads_page_events_and_tells_repeats_once_where_asked() {
    let edited = PAGE.replace("Lighthouse gets a new lamp", "Lighthouse gets the lamp it was promised");
    let pages = event(PAGE, "2026-03-01T09:00:00Z")
        + "\n"
        + &event(PAGE, "2026-03-01T09:01:00Z")
        + &event(&edited, "2026-03-01T09:02:00Z");
    let all = run(&["extract", "--events", "-"], &[], &pages);
    assert_eq!(lines(&all.stdout).len(), 9, "{all:?}");
    let once = run(&["extract", "--events", "-", "--dedupe"], &[], &pages);
    let once = lines(&once.stdout);
    assert_eq!(
        once.iter().map(|event| event["event"].as_str().unwrap()).collect::<Vec<_>>(),
        ["published", "published", "published", "revised"]
    );
    assert_eq!(once[3]["previous"]["title"], "Lighthouse gets a new lamp");
    assert_eq!(once[3]["id"], once[2]["id"]);
}

#[test]
fn site_rules_name_the_zone_and_the_kind_of_a_list() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("sites.toml");
    let page = PAGE.replace("Latest news", "Everybody reads").replace("+01:00\"", "\"");
    let extract = |rule: &str| {
        std::fs::write(&rules, rule).unwrap();
        let environment = [("HEADLINED__SITES__FILE", rules.to_str().unwrap())];
        run(&["extract", "--events", "-"], &environment, &event(&page, "2026-03-01T09:00:00Z"))
    };
    let output = extract(
        "[sites.\"harbour-post.example\"]\ntimezone = \"Asia/Baku\"\nlabels = { \"everybody reads\" = \"popular\" }",
    );
    let first = &lines(&output.stdout)[0];
    assert_eq!(first["published_at"], "2026-03-01T09:20:00+04:00");
    assert_eq!((&first["timezone_source"], &first["section"]["kind"]), (&json!("rule"), &json!("popular")));
    let wrong = extract("[sites.a]\nzone = 1\n");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        text(&wrong.stderr)
            .contains("sites.toml:2: sites.a.zone: unknown field `zone`, expected one of `off`, `timezone`, "),
        "{wrong:?}"
    );
}

#[test]
fn extract_explains_what_became_of_a_page() {
    let output = run(&["extract", "--events", "-", "--explain"], &[], &event(PAGE, "2026-03-01T09:00:00Z"));
    let told = text(&output.stdout);
    for line in [
        "1 of 1 candidate blocks taken",
        "block 1  \"Latest news\", 3 items, score ",
        "  taken  latest: its heading names the kind (heading)",
        "      title  Ferry to the islands runs again   [ul > li > a]",
        "      told   2026-03-01T09:20:00+01:00 to the second, zone ",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}

#[test]
fn a_rejected_page_is_a_line_on_standard_error() {
    let pages = "{}\n{\"url\":\"https://a.example/\",\"status\":404}\nnonsense\n".to_owned()
        + &event(PAGE, "2026-03-01T09:00:00Z");
    for (arguments, code) in [(&["extract", "--events", "-"][..], 0), (&["extract", "--events", "-", "--strict"], 1)] {
        let output = run(arguments, &[], &pages);
        assert_eq!(output.status.code(), Some(code));
        let rejected = lines(&output.stderr);
        let told: Vec<_> =
            rejected.iter().map(|line| (line["code"].as_str().unwrap(), line["place"].as_str().unwrap())).collect();
        assert_eq!(told, [("missing_field", "-:1"), ("not_json", "-:3")]);
        assert_eq!(lines(&output.stdout).len(), 3);
    }
}

#[test]
fn wrong_usage_and_settings_end_with_2() {
    for arguments in [
        &["extract"][..],
        &["extract", "--url", "not a url", "x.html"],
        &["extract", "--url", "ftp://a.example/", "x.html"],
        &["nonsense"],
        &[],
        &["check-config", "--config", "tests/fixtures/settings/unknown-key.toml"],
        &["extract", "--events", "-", "--config", "no-such-file.toml"],
    ] {
        let output = run(arguments, &[], "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {output:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    let output = run(&["check-config"], &[("HEADLINED__KAFKA__GRUOP", "x")], "");
    assert_eq!(
        text(&output.stderr),
        "error: HEADLINED__KAFKA__GRUOP: kafka.gruop is no setting; did you mean kafka.group?\n"
    );
}

#[test]
fn a_file_that_is_not_there_ends_with_1() {
    let output = run(&["extract", "no-such-page.html"], &[], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("error: no-such-page.html can't be read: "), "{output:?}");
}

#[test]
fn check_config_says_what_is_in_force_and_where_it_came_from() {
    let environment = [
        ("HEADLINED__KAFKA__GROUP", "press"),
        ("HEADLINED__KAFKA__SASL_PASSWORD", "hunter2"),
        ("HEADLINED__KAFKA__SECURITY_PROTOCOL", "sasl_ssl"),
    ];
    let output = run(&["check-config"], &environment, "");
    let listing = text(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    let line =
        |key: &str| listing.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{key} in {listing}"));
    assert!(line("kafka.group").ends_with("# HEADLINED__KAFKA__GROUP"));
    assert!(line("kafka.session_timeout_ms = 15000").ends_with("# default"));
    assert!(line("kafka.sasl_password = ***").ends_with("# HEADLINED__KAFKA__SASL_PASSWORD"));
    assert!(!listing.contains("hunter2"));
}

/// What is printed is TOML that sets the same, and so are the defaults.
#[test]
fn the_listing_and_the_reference_are_settings_files() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["check-config"][..], &["check-config", "--defaults"]] {
        let file = folder.path().join("headlined.toml");
        std::fs::write(&file, run(arguments, &[], "").stdout).unwrap();
        let again = run(&["check-config", "--config", file.to_str().unwrap()], &[], "");
        assert!(again.status.success(), "{again:?}");
    }
}

#[test]
fn schemas_are_those_in_git() {
    for (document, file) in [
        ("asyncapi", "asyncapi.json"),
        ("page-event", "page_event.schema.json"),
        ("headline-event", "headline_event.schema.json"),
        ("dead-letter", "dead_letter.schema.json"),
    ] {
        let output = run(&["schema", document], &[], "");
        assert_eq!(text(&output.stdout), std::fs::read_to_string(format!("src/contract/{file}")).unwrap());
    }
}
