//! YAML, by the Python that the reader runs on.

use serde_json::Value;

use crate::rig::{environment, keeper};

const TO_JSON: &str = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)";

/// A YAML file of the repository.
pub fn read(path: &str) -> Value {
    let mut python = keeper::command(environment::fetched("venv/bin/python"));
    let output = python.args(["-c", TO_JSON]).arg(environment::repository(path)).output().expect("python runs");
    assert!(output.status.success(), "{path}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}
