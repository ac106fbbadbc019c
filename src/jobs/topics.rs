//! The topics of a pipeline: what they should be, what they are, and what to do about the difference.

mod declared;
mod difference;
mod recipe;

use thiserror::Error;

pub use self::declared::{DeclarationError, Role, Topic, declared};
pub use self::difference::{Difference, Weight};
pub use self::recipe::recipe;

use self::difference::{among, of_topic};
use crate::kafka::cluster::{Cluster, ClusterError, TopicFound};

/// What was found of one topic.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The topic as it should be.
    pub topic: Topic,
    /// It is there.
    pub exists: bool,
    /// It was created just now.
    pub created: bool,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Why the service can't start on these topics.
#[derive(Debug, Error)]
pub enum TopicsError {
    /// The cluster was not to be asked.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// A topic is not there or not what the service rests on.
    #[error("{}", lines(.0))]
    Wrong(Vec<Difference>),
}

/// Looks at every topic.
///
/// # Errors
/// [`ClusterError`] where the cluster was not to be asked.
pub async fn survey(cluster: &Cluster, topics: &[Topic]) -> Result<Vec<Finding>, ClusterError> {
    let mut found = Vec::with_capacity(topics.len());
    for topic in topics {
        found.push(cluster.topic(&topic.wanted.name).await?);
    }
    Ok(compare(topics, &found))
}

/// Creates what is missing, then looks at every topic. Nothing that is there is changed: that is for people to decide.
///
/// # Errors
/// [`ClusterError`] where the cluster was not to be asked, or refused to create.
pub async fn apply(cluster: &Cluster, topics: &[Topic]) -> Result<Vec<Finding>, ClusterError> {
    let mut found = Vec::with_capacity(topics.len());
    for topic in topics {
        found.push(cluster.topic(&topic.wanted.name).await?);
    }
    let mut topics = topics.to_vec();
    declared::follow(&mut topics, &found);
    let mut created = Vec::with_capacity(topics.len());
    for (topic, found) in topics.iter().zip(&mut found) {
        let missing = found.is_none();
        created.push(missing && cluster.create(&topic.wanted).await?);
        if missing {
            *found = cluster.topic(&topic.wanted.name).await?;
        }
    }
    let findings = compare(&topics, &found).into_iter().zip(created);
    Ok(findings.map(|(finding, created)| Finding { created, ..finding }).collect())
}

/// For the service, before it subscribes: what it can't run on is an error, what is only unwise is returned.
///
/// # Errors
/// [`TopicsError::Wrong`] names every such thing and says what to do.
pub async fn check(cluster: &Cluster, topics: &[Topic]) -> Result<Vec<Difference>, TopicsError> {
    let findings = survey(cluster, topics).await?;
    let differences = findings.into_iter().flat_map(|finding| finding.differences);
    let (stops, rest): (Vec<_>, Vec<_>) = differences.partition(|difference| difference.weight() == Weight::Stops);
    if stops.is_empty() { Ok(rest) } else { Err(TopicsError::Wrong(stops)) }
}

fn compare(topics: &[Topic], found: &[Option<TopicFound>]) -> Vec<Finding> {
    let pairs: Vec<_> = topics.iter().zip(found.iter().map(Option::as_ref)).collect();
    let together = among(&pairs);
    let finding = |(topic, found): (&Topic, Option<&TopicFound>)| {
        let mut differences = of_topic(topic, found);
        differences.extend(together.iter().filter(|difference| difference.topic == topic.wanted.name).cloned());
        Finding { topic: topic.clone(), exists: found.is_some(), created: false, differences }
    };
    pairs.into_iter().map(finding).collect()
}

fn lines(differences: &[Difference]) -> String {
    differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
