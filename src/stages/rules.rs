//! The file of site rules: read at the start, and again whenever the process is asked to.
//!
//! ```toml
//! [sites."example.org"]
//! timezone = "Asia/Baku"
//! labels = { "Xəbər lenti" = "latest", "Ən çox oxunan" = "popular" }
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io};

use chrono_tz::Tz;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use thiserror::Error;

use crate::headline::SectionKind;
use crate::pipeline::extract::{Rules, SiteRule};

/// Why a file of site rules can't be used.
#[derive(Debug, Error)]
pub enum RulesError {
    /// It can't be read.
    #[error("sites.file {path:?} can't be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It says something else than rules.
    #[error("{path}:{line}: {message}", path = path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Where in it.
        line: usize,
        /// What is wrong, and what would be right.
        message: String,
    },
}

/// Reads the rules in `file`; no file, no rules.
///
/// # Errors
/// [`RulesError`] names the place.
pub fn load(file: Option<&Path>) -> Result<Rules, RulesError> {
    let Some(path) = file else { return Ok(Rules::default()) };
    let text = fs::read_to_string(path).map_err(|source| RulesError::Unreadable { path: path.to_owned(), source })?;
    let wrong = |error: toml::de::Error| {
        let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        RulesError::Wrong { path: path.to_owned(), line, message: error.message().to_owned() }
    };
    let read: RulesFile = toml::from_str(&text).map_err(wrong)?;
    let rules = read.sites.into_iter().map(|(site, rule)| {
        (site, SiteRule { timezone: rule.timezone.map(|ZoneName(zone)| zone), labels: rule.labels })
    });
    Ok(Rules::new(rules))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    #[serde(default)]
    sites: BTreeMap<String, RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    timezone: Option<ZoneName>,
    #[serde(default)]
    labels: BTreeMap<String, SectionKind>,
}

struct ZoneName(Tz);

impl<'de> Deserialize<'de> for ZoneName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let zone = name.parse().map_err(|_| D::Error::custom(format!("{name:?} is no IANA zone such as Asia/Baku")))?;
        Ok(Self(zone))
    }
}

/// The rules in force, shared by all lanes; a page sees one set of rules from its first byte to its last.
#[derive(Clone, Debug, Default)]
pub struct SharedRules {
    current: Arc<Mutex<Arc<Rules>>>,
}

impl SharedRules {
    /// Shares `rules`.
    pub fn new(rules: Rules) -> Self {
        Self { current: Arc::new(Mutex::new(Arc::new(rules))) }
    }

    /// The rules in force now.
    pub fn current(&self) -> Arc<Rules> {
        Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other rules in force, for pages that are read from now on.
    pub fn replace(&self, rules: Rules) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_text(text: &str) -> Result<Rules, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sites.toml");
        fs::write(&path, text).unwrap();
        let place = format!("{}:", path.display());
        load(Some(&path)).map_err(|error| error.to_string().replace(&place, ""))
    }

    #[test]
    fn rules_are_read_and_replaced() {
        let rules = load_text(
            "[sites.\"example.org\"]\ntimezone = \"Asia/Baku\"\nlabels = { \"Fresh\" = \"latest\" }\n[sites.\"b.example\"]\n",
        );
        let shared = SharedRules::new(rules.unwrap());
        let before = shared.current();
        assert_eq!((before.len(), before.timezone("example.org")), (2, Some(Tz::Asia__Baku)));
        shared.replace(load(None).unwrap());
        assert!(shared.current().is_empty() && !before.is_empty());
    }

    /// The example that is shipped, as it is and with its rules switched on.
    #[test]
    fn the_example_is_right() {
        let text = fs::read_to_string("config/sites.toml").unwrap();
        assert!(load_text(&text).unwrap().is_empty());
        let rules = text.lines().skip_while(|line| !line.starts_with("# [")).filter_map(|line| line.strip_prefix("# "));
        assert_eq!(load_text(&rules.collect::<Vec<_>>().join("\n")).unwrap().len(), 1);
    }

    #[test]
    fn wrong_rules_are_refused_with_their_line() {
        for (text, message) in [
            ("[sites.a]\nzone = \"UTC\"\n", "2: unknown field `zone`, expected `timezone` or `labels`"),
            ("[sites.a]\n\ntimezone = \"Mars\"\n", "3: \"Mars\" is no IANA zone such as Asia/Baku"),
            (
                "[sites.a.labels]\nFresh = \"newest\"\n",
                "2: unknown variant `newest`, expected one of `latest`, `related`, `popular`, `section`, `other`",
            ),
            ("[site.a]\n", "1: unknown field `site`, expected `sites`"),
        ] {
            assert_eq!(load_text(text).unwrap_err(), message);
        }
        assert!(load(Some(Path::new("no-such-file.toml"))).unwrap_err().to_string().contains("can't be read"));
    }
}
