//! One layer of settings: values by section and key, each with its place.

use config::{ConfigError, Map, Source, Value, ValueKind};

/// A layer, laid over others by the `config` crate.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    sections: Map<String, Value>,
}

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.sections.clone())
    }
}

impl Layer {
    /// Has the section stand, even where all its keys are commented out.
    pub(super) fn stand(&mut self, section: &str) {
        table(&mut self.sections, section);
    }

    /// Puts a value below its section.
    pub(super) fn put(&mut self, section: &str, key: &str, value: Value) {
        if let Some(section) = table(&mut self.sections, section) {
            section.insert(key.to_owned(), value);
        }
    }

    /// Puts one of librdkafka's properties, whose names have dots.
    pub(super) fn put_property(&mut self, name: &str, value: Value) {
        let kafka = table(&mut self.sections, "kafka");
        if let Some(properties) = kafka.and_then(|kafka| table(kafka, "properties")) {
            properties.insert(name.to_owned(), value);
        }
    }
}

fn table<'a>(above: &'a mut Map<String, Value>, key: &str) -> Option<&'a mut Map<String, Value>> {
    let value = above.entry(key.to_owned()).or_insert_with(|| Value::new(None, Map::<String, Value>::new()));
    match &mut value.kind {
        ValueKind::Table(table) => Some(table),
        _ => None,
    }
}
