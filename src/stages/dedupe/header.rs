//! The header of a state partition: what its other records rest on. A mismatch is no start.

use serde::{Deserialize, Serialize};

use crate::kafka::stage::StateFault;

/// The header's key in the change log. Headlines have 16-byte keys, so it can't be one of theirs.
pub(super) const KEY: &[u8] = b"header";
/// The header's own version.
const VERSION: u32 = 1;

/// Form of the line: it decides what the offsets beside a state speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Two stages with sightings between them.
    Staged,
    /// Both stages in one lane and one transaction: the page topic is keyed by site.
    Fused,
}

impl Form {
    /// What `input.keyed_by` says for it.
    fn keyed_by(self) -> &'static str {
        match self {
            Self::Staged => "any",
            Self::Fused => "site",
        }
    }
}

/// What a state partition's records rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    version: u32,
    /// Partitions of the state topic: a site's partition follows from it.
    partitions: usize,
    form: Form,
    /// The state topic that this state was re-keyed to: nobody may go on with it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved_to: Option<String>,
    /// The cluster's id, where it tells one.
    cluster: Option<String>,
    /// Version of the rules of identity (the public suffix list belongs to them).
    identity: u32,
    /// Version of the entries.
    format: u32,
    /// Topics of the routes, in the order of their bits.
    pub(super) routes: Vec<String>,
}

/// What this release and these settings write.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub(super) form: Form,
    pub(super) partitions: usize,
    pub(super) cluster: Option<String>,
    pub(super) identity: u32,
    pub(super) format: u32,
}

impl Expected {
    pub(super) fn header(&self, routes: Vec<String>) -> Header {
        Header {
            version: VERSION,
            partitions: self.partitions,
            form: self.form,
            moved_to: None,
            cluster: self.cluster.clone(),
            identity: self.identity,
            format: self.format,
            routes,
        }
    }
}

impl Header {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The same, of a state that lives in another topic now.
    pub(super) fn moved(self, topic: &str) -> Self {
        Self { moved_to: Some(topic.to_owned()), ..self }
    }

    pub(super) fn from_bytes(value: &[u8]) -> Result<Self, StateFault> {
        serde_json::from_slice(value).map_err(|error| {
            StateFault::new(format!("the state's header does not parse ({error}): a later release wrote it"))
        })
    }

    /// Whether this process may use the state under this header.
    pub(super) fn check(&self, expected: &Expected) -> Result<(), StateFault> {
        let Expected { form, partitions, cluster, identity, format } = expected;
        if self.version > VERSION || self.format > *format || self.identity > *identity {
            return Err(StateFault::new(format!(
                "the state was written by a later release (header {}, format {}, identity {}): upgrade every process of the group",
                self.version, self.format, self.identity
            )));
        }
        if let Some(topic) = &self.moved_to {
            return Err(StateFault::new(format!(
                "the state was re-keyed and lives in topic {topic} now: name that topic in topics.state"
            )));
        }
        if self.form != *form {
            return Err(StateFault::new(format!(
                "the state was written with input.keyed_by = \"{}\", the settings say \"{}\": set it back, or re-key the state \
                 (`headlined state repartition --help`)",
                self.form.keyed_by(),
                form.keyed_by()
            )));
        }
        if self.partitions != *partitions {
            return Err(StateFault::new(format!(
                "the state was written for {} partitions, the topic has {partitions}: a site's state would be split; make the \
                 topics with {} partitions again, or re-key the state (`headlined state repartition --help`)",
                self.partitions, self.partitions
            )));
        }
        match (&self.cluster, cluster) {
            (Some(theirs), Some(ours)) if theirs != ours => Err(StateFault::new(format!(
                "the state belongs to cluster {theirs}, this is {ours}: offsets of the one mean nothing in the other; begin \
                 with another topics.prefix"
            ))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected() -> Expected {
        Expected { form: Form::Staged, partitions: 12, cluster: Some("one".into()), identity: 1, format: 1 }
    }

    #[test]
    fn its_own_header_passes() {
        let header = expected().header(vec!["headlines.v1".into()]);
        let read = Header::from_bytes(&header.to_bytes()).unwrap();
        assert_eq!(read, header);
        assert_eq!(read.check(&expected()), Ok(()));
        assert_eq!(read.check(&Expected { cluster: None, ..expected() }), Ok(()));
    }

    #[test]
    fn each_mismatch_says_what_to_do() {
        let header = expected().header(vec![]);
        let told = |header: &Header, expected: &Expected| header.check(expected).unwrap_err().reason;
        assert!(told(&header, &Expected { partitions: 24, ..expected() }).contains("12 partitions"));
        assert!(told(&header, &Expected { cluster: Some("two".into()), ..expected() }).contains("cluster one"));
        assert!(told(&Header { format: 9, ..header.clone() }, &expected()).contains("later release"));
        assert!(told(&Header { form: Form::Fused, ..header.clone() }, &expected()).contains("repartition"));
        assert!(told(&Header { moved_to: Some("b".into()), ..header }, &expected()).contains("in topic b now"));
        assert!(Header::from_bytes(b"\x09").unwrap_err().reason.contains("does not parse"));
    }
}
