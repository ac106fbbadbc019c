//! The lines of the house: what the compiler does not hold of them, this does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What each room may import. Imports point down: main, cli → service → settings → stages, jobs → kafka, admin, feed →
/// telemetry; stages, jobs → pipeline → contract → headline.
const ARROWS: [(&str, &[&str]); 14] = [
    ("headline", &[]),
    ("contract", &["headline"]),
    ("pipeline", &["contract", "headline"]),
    ("fault", &[]),
    // labels are the contract's closed lists
    ("telemetry", &["contract", "headline", "fault"]),
    // it carries bytes, keys and positions: no pipeline, no contract
    ("kafka", &["telemetry", "fault"]),
    ("admin", &["telemetry"]),
    ("feed", &["kafka", "telemetry", "contract", "headline"]),
    ("stages", &["kafka", "pipeline", "contract", "headline", "telemetry", "fault"]),
    ("jobs", &["stages", "kafka", "feed", "pipeline", "contract", "headline", "telemetry"]),
    // each module's config is its own; settings gather them (see below) and know nothing else
    ("settings", &["service", "stages", "kafka", "admin", "telemetry", "headline"]),
    ("service", &["settings", "stages", "jobs", "kafka", "admin", "feed", "pipeline", "telemetry", "fault"]),
    (
        "cli",
        &["service", "settings", "stages", "jobs", "kafka", "feed", "pipeline", "contract", "headline", "telemetry"],
    ),
    ("lib", &["pipeline", "contract", "headline"]),
];

/// Rooms that are pure, and what they may not name.
const PURE: [&str; 3] = ["headline", "contract", "pipeline"];
const IMPURE: [&str; 13] = [
    "tokio::",
    "rdkafka::",
    "tracing::",
    "prometheus::",
    "metrics::",
    "config::",
    "std::env",
    "std::fs",
    "std::net",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Utc::now",
];

/// Lines of a file, tests not counted. A long file is a question: the aim is 130, and 300 for the longest.
const LONGEST: usize = 400;

/// A source file: where it stands, and its lines without comments and tests.
struct Source {
    path: PathBuf,
    room: String,
    lines: Vec<String>,
}

impl Source {
    fn read(path: PathBuf) -> Self {
        let below = path.strip_prefix("src").unwrap();
        let first = Path::new(below.components().next().unwrap().as_os_str());
        let room = first.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let production = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        let lines = production.map(|line| line.split("//").next().unwrap_or_default().to_owned()).collect();
        Self { path, room, lines }
    }

    /// Paths into the crate: `crate::kafka::lane` gives `kafka::lane`.
    fn imports(&self) -> impl Iterator<Item = String> {
        let paths = self.lines.iter().flat_map(|line| line.split("crate::").skip(1));
        paths.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '{')).collect())
    }
}

fn sources() -> Vec<Source> {
    let mut folders = vec![PathBuf::from("src")];
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).unwrap() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.extension().is_some_and(|extension| extension == "rs") => paths.push(path),
                _ => {}
            }
        }
    }
    assert!(paths.len() > 50, "the sources are beside the manifest");
    let tests: Vec<PathBuf> = paths.iter().flat_map(|path| test_modules(path)).collect();
    paths.retain(|path| !tests.iter().any(|module| path.with_extension("").starts_with(module)));
    paths.into_iter().map(Source::read).collect()
}

/// The modules that a file declares for tests only, as paths without extension.
fn test_modules(path: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(path).unwrap();
    let declared = text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| rest.strip_prefix("mod ")?.split_once(';'));
    declared.map(|(name, _)| path.with_extension("").join(name)).collect()
}

/// Every breach on a line of its own.
fn none(rule: &str, breaches: Vec<String>) {
    assert!(breaches.is_empty(), "{rule}:\n{}", breaches.join("\n"));
}

#[test]
fn imports_point_down() {
    let arrows: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let mut breaches = Vec::new();
    for source in sources().iter().filter(|source| source.room != "main") {
        let Some(may) = arrows.get(source.room.as_str()) else {
            breaches.push(format!("{}: the room {} has no place in the plan", source.path.display(), source.room));
            continue;
        };
        for import in source.imports() {
            let room = import.split("::").next().unwrap_or_default();
            let is_config = import.contains("::config");
            let fits = room == source.room
                || may.contains(&room) && (source.room != "settings" || is_config || room == "headline");
            if !fits {
                breaches.push(format!("{}: {} → {import}", source.path.display(), source.room));
            }
        }
    }
    none("imports point down", breaches);
}

#[test]
fn a_stage_knows_no_other_stage() {
    let breaches = sources()
        .iter()
        .flat_map(|source| {
            let of = |stage: &str| {
                source.path.starts_with(format!("src/stages/{stage}"))
                    || source.path.ends_with(format!("stages/{stage}.rs"))
            };
            let other = if of("extract") {
                "stages::dedupe"
            } else if of("dedupe") {
                "stages::extract"
            } else {
                "\0"
            };
            source
                .imports()
                .filter(|import| import.starts_with(other))
                .map(|import| format!("{}: {import}", source.path.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    none("a stage knows no other stage", breaches);
}

#[test]
fn the_core_is_pure() {
    let mut breaches = Vec::new();
    for source in sources().iter().filter(|source| PURE.contains(&source.room.as_str())) {
        for (number, line) in source.lines.iter().enumerate() {
            for impure in IMPURE.iter().filter(|impure| line.contains(**impure)) {
                breaches.push(format!("{}:{}: {impure}", source.path.display(), number + 1));
            }
        }
    }
    none("the core knows no async, clock, environment, file, log, metric or Kafka", breaches);
}

#[test]
fn features_are_switched_in_one_place() {
    let mut breaches = Vec::new();
    for source in sources().iter().filter(|source| source.room != "lib") {
        let switches = source.lines.iter().filter(|line| line.contains("cfg(") && line.contains("feature"));
        breaches.extend(switches.map(|line| format!("{}: {}", source.path.display(), line.trim())));
    }
    none("cfg(feature) stands in lib.rs only", breaches);
}

#[test]
fn no_drawers_and_no_long_files() {
    let mut breaches = Vec::new();
    for source in sources() {
        let name = source.path.file_stem().unwrap().to_string_lossy().into_owned();
        if ["mod", "util", "utils", "common", "helpers", "misc"].contains(&name.as_str()) {
            breaches.push(format!("{}: what is in there has a name of its own", source.path.display()));
        }
        if source.lines.len() > LONGEST {
            breaches.push(format!("{}: {} lines: does it hold two things?", source.path.display(), source.lines.len()));
        }
    }
    none("no drawers, no long files", breaches);
}

/// Faults are a cargo feature that no default holds and that the image is not built with.
#[test]
fn a_released_binary_knows_no_faults() {
    let read = |path| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let default = manifest["features"]["default"].as_array().unwrap().iter();
    let held: Vec<_> =
        default.flat_map(|name| manifest["features"][name.as_str().unwrap()].as_array().unwrap()).collect();
    assert!(!held.is_empty() && held.iter().all(|feature| feature.as_str() != Some("fault-injection")));
    assert!(!read("deploy/Dockerfile").contains("feature"), "the image is built with the default features");
}
