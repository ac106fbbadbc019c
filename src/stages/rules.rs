//! The file of site rules: read at the start, and again whenever the process is asked to.
//!
//! ```toml
//! [sites."example.org"]
//! timezone = "Asia/Baku"
//! labels = { "Xəbər lenti" = "latest", "Ən çox oxunan" = "popular" }
//! ```
//!
//! `docs/site-rules.md` tells what may stand in it.

mod file;
#[cfg(test)]
mod pages;
mod place;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io};

use thiserror::Error;

use crate::pipeline::extract::{Rules, SiteRule};
use file::RulesFile;

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
        /// The key, what is wrong with it, and what would be right.
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
        let at = error.span().map_or(0, |span| span.start);
        let key = place::key(&text, at).map_or_else(String::new, |key| format!("{key}: "));
        let message = format!("{key}{}", error.message());
        RulesError::Wrong { path: path.to_owned(), line: place::line(&text, at), message }
    };
    let read: RulesFile = toml::from_str(&text).map_err(wrong)?;
    let rules = read.sites.into_iter().map(|(site, entry)| (site, SiteRule::from(entry)));
    Ok(Rules::new(rules))
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
    use chrono_tz::Tz;

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
            (
                "[sites.a]\nzone = \"UTC\"\n",
                "2: sites.a.zone: unknown field `zone`, expected one of `off`, `timezone`, `language`, `labels`, `ignore`, `blocks`",
            ),
            ("[sites.a]\n\ntimezone = \"Mars\"\n", "3: sites.a.timezone: \"Mars\" is no IANA zone such as Asia/Baku"),
            (
                "[sites.a]\nlanguage = \"azeri!\"\n",
                "2: sites.a.language: \"azeri!\" is no language tag such as az or pt-BR",
            ),
            (
                "[sites.a.labels]\nFresh = \"newest\"\n",
                "2: sites.a.labels.Fresh: unknown variant `newest`, expected one of `latest`, `related`, `popular`, `section`, `other`, `none`",
            ),
            ("[site.a]\n", "1: site.a: unknown field `site`, expected `sites`"),
            ("[sites.a]\noff = 1\n", "2: sites.a.off: invalid type: integer `1`, expected a boolean"),
            (
                "[sites.\"a.b\"]\nignore = [\n  \".ad\",\n  \"a:hover\",\n]\n",
                "2: sites.\"a.b\".ignore: \"a:hover\" is no selector that is understood here: a blank, \">\" or \",\" expected before \":hover\"",
            ),
            (
                "[[sites.a.blocks]]\nselect = \"ul\"\nkind = \"latest\"\ntitle = \"a\"\n",
                "1: sites.a.blocks: title, kicker, deck, link and time are looked for in an item: `item` is missing",
            ),
            ("[[sites.a.blocks]]\nkind = \"latest\"\n", "1: sites.a.blocks: missing field `select`"),
            (
                "[[sites.a.blocks]]\nselect = \"ul\"\nkind = \"latest\"\nitems = \"li\"\n",
                "4: sites.a.blocks.items: unknown field `items`, expected one of `select`, `kind`, `label`, `item`, `title`, `kicker`, `deck`, `link`, `time`",
            ),
        ] {
            assert_eq!(load_text(text).unwrap_err(), message);
        }
        assert!(load(Some(Path::new("no-such-file.toml"))).unwrap_err().to_string().contains("can't be read"));
    }
}
