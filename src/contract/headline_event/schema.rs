//! The JSON Schema of a headline event.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Value, json};

use super::HeadlineEvent;

/// The JSON Schema (2020-12), as readers should see it: every key required, every enumeration open.
pub fn schema() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(Open);
    let mut schema = settings.into_generator().into_root_schema_for::<HeadlineEvent>();
    schema.insert("$id".to_owned(), super::headers::DATA_SCHEMA.into());
    schema.insert("title".to_owned(), "Headline event".into());
    schema
}

/// Opens enumerations: a later release may send a value that this schema does not know yet.
#[derive(Clone, Debug)]
struct Open;

impl Transform for Open {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if let Some(Value::Array(mut values)) = schema.remove("oneOf") {
            values.push(json!({ "type": "string", "description": "A value of a later release." }));
            schema.insert("anyOf".to_owned(), Value::Array(values));
        }
    }
}
