//! What the tests take from outside: two documented variables, and where the fetched things lie.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A variable of the test process; empty counts as absent.
#[allow(clippy::disallowed_methods, reason = "the one place where tests read the environment")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// `PATH` for children, whose environment is otherwise empty.
pub fn search_path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What `tests/run` fetched: `kafka` (jars), `venv` (Python).
pub fn fetched(path: &str) -> PathBuf {
    repository(".cache").join(path)
}

/// A folder of this test process for logs and data.
pub fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("it-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

/// Says something even where the test harness captures output: what did not run must be seen.
pub fn announce(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}
