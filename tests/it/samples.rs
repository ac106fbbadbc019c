//! The sample pages: that the bundle is made of the files that people look at.

use std::fs;

use serde::Deserialize;
use serde_json::Value;

use crate::rig::environment::repository;

#[derive(Deserialize)]
struct Manifest {
    page: Vec<toml::Table>,
}

#[test]
fn the_bundle_is_made_of_the_manifest_and_its_files() {
    let manifest = fs::read_to_string(repository("deploy/samples/manifest.toml")).unwrap();
    let manifest: Manifest = toml::from_str(&manifest).unwrap();
    let bundle = fs::read_to_string(repository("deploy/samples/pages.jsonl")).unwrap();
    let events: Vec<Value> = bundle.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), manifest.page.len(), "run deploy/samples/bundle");
    for (page, event) in manifest.page.iter().zip(&events) {
        let file = page["file"].as_str().unwrap();
        let body = fs::read_to_string(repository("deploy/samples").join(file)).unwrap();
        assert_eq!(event["body"], body, "{file}: run deploy/samples/bundle");
        for key in page.keys().filter(|key| *key != "file") {
            assert_eq!(
                event[key.as_str()],
                page[key.as_str()].as_str().unwrap(),
                "{file}: {key}: run deploy/samples/bundle"
            );
        }
    }
}
