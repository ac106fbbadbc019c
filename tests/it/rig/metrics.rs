//! The Prometheus text of `/metrics`, as an alert would ask it.

/// One scrape.
#[derive(Clone, Debug)]
pub struct Metrics(Vec<Sample>);

#[derive(Clone, Debug)]
struct Sample {
    name: String,
    labels: String,
    value: f64,
}

impl Metrics {
    /// Reads the text.
    pub fn parse(text: &str) -> Self {
        Self(text.lines().filter(|line| !line.starts_with('#')).filter_map(sample).collect())
    }

    /// Sum over all series of `headlined_<name>` that have every one of `labels`; 0 where there is none.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.series(name, labels).map(|sample| sample.value).sum()
    }

    /// Whether `headlined_<name>` has a series with `labels`.
    pub fn has(&self, name: &str, labels: &[(&str, &str)]) -> bool {
        self.series(name, labels).next().is_some()
    }

    /// Every metric name, each once, in the order of the text.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.0.iter().map(|sample| sample.name.as_str()).collect();
        names.dedup();
        names
    }

    fn series(&self, name: &str, labels: &[(&str, &str)]) -> impl Iterator<Item = &Sample> {
        let name = format!("headlined_{name}");
        let wanted: Vec<_> = labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
        self.0.iter().filter(move |sample| {
            sample.name == name && wanted.iter().all(|pair| sample.labels.split(',').any(|has| has == pair))
        })
    }
}

fn sample(line: &str) -> Option<Sample> {
    let (series, value) = line.rsplit_once(' ')?;
    let (name, labels) = series.split_once('{').unwrap_or((series, ""));
    let labels = labels.trim_end_matches('}').to_owned();
    Some(Sample { name: name.to_owned(), labels, value: value.parse().ok()? })
}

#[test]
fn sums_series_by_label() {
    let text = "# TYPE headlined_pages_total counter\nheadlined_pages_total{result=\"ok\"} 3\n\
                headlined_pages_total{result=\"rejected\"} 1\nheadlined_ready 1\n";
    let metrics = Metrics::parse(text);
    assert_eq!(metrics.sum("pages_total", &[]), 4.0);
    assert_eq!(metrics.sum("pages_total", &[("result", "ok")]), 3.0);
    assert!(metrics.has("ready", &[]) && !metrics.has("pages_total", &[("result", "no_list")]));
    assert_eq!(metrics.names(), ["headlined_pages_total", "headlined_ready"]);
}
