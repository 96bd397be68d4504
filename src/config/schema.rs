//! The JSON Schema of `foundry-dr.toml`, for editors: derived from the types that the reader fills, so that it names the
//! same tables, keys and words. What only the reader can know (that a rule exists, that a day isn't too far ahead) it can't
//! say.

use super::Config;
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;

/// The schema, as text.
///
/// # Panics
/// Never: a schema is JSON.
#[must_use]
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(close));
    let schema = settings.into_generator().into_root_schema_for::<Config>();
    let mut text = serde_json::to_string_pretty(&schema).expect("internal: a schema is JSON");
    text.push('\n');
    text
}

/// The reader refuses unknown keys in every table.
fn close(schema: &mut Schema) {
    if schema.get("type").is_some_and(|ty| ty == "object") {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
}
