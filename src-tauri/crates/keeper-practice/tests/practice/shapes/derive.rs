use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// One shape from the documents of one generation: every operation, so that a new one is missed.
pub fn derive_shapes(documents: &[Value]) -> Value {
    let (mut calls, mut schemas) = (BTreeMap::new(), BTreeMap::new());
    for document in documents {
        let paths = document["paths"].as_object().unwrap();
        for (path, operations) in paths {
            for (method, operation) in operations.as_object().unwrap() {
                let call = format!("{} {}", method.to_uppercase(), without_version(path));
                calls.insert(call, derive_call(document, operation, &mut schemas));
            }
        }
        add_schema(document, "Error", &mut schemas);
    }
    json!({"calls": calls, "schemas": schemas})
}

fn without_version(path: &str) -> String {
    let version = path.split('/').nth(2).unwrap_or_default();
    path.replacen(&format!("/{version}/"), "/{version}/", 1)
}

type Schemas = BTreeMap<String, Value>;

fn derive_call(document: &Value, operation: &Value, schemas: &mut Schemas) -> Value {
    let form = &operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        ["properties"];
    let mut success = Map::new();
    for (status, answer) in operation["responses"].as_object().unwrap() {
        if status.starts_with('2') {
            let schema = &answer["content"]["application/json"]["schema"];
            let names = names_of(document, schema);
            names
                .iter()
                .for_each(|name| add_schema(document, name, schemas));
            success.insert(status.clone(), json!(names));
        }
    }
    let mut call = json!({"form": derive_fields(document, form, schemas), "success": success});
    let query = derive_query(document, operation, schemas);
    if !query.is_empty() {
        call["query"] = Value::Object(query);
    }
    call
}

/// The parameters that stand in the query.
fn derive_query(document: &Value, operation: &Value, schemas: &mut Schemas) -> Map<String, Value> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    let in_query = all.filter(|parameter| parameter["in"] == "query");
    let named = in_query.map(|parameter| {
        let name = parameter["name"].as_str().unwrap().to_owned();
        (name, derive_type(document, &parameter["schema"], schemas))
    });
    named.collect()
}

/// The schemas a reference stands for: itself, or its alternatives.
fn names_of(document: &Value, schema: &Value) -> Vec<String> {
    let Some(name) = referred(schema) else {
        return Vec::new();
    };
    match document["components"]["schemas"][&name]["oneOf"].as_array() {
        Some(alternatives) => alternatives.iter().filter_map(referred).collect(),
        None => vec![name],
    }
}

fn referred(schema: &Value) -> Option<String> {
    schema["$ref"]
        .as_str()
        .map(|path| path.rsplit('/').next().unwrap().to_owned())
}

fn add_schema(document: &Value, name: &str, schemas: &mut Schemas) {
    if schemas.contains_key(name) {
        return;
    }
    let schema = &document["components"]["schemas"][name];
    // Before its fields: a schema may refer to itself.
    schemas.insert(name.to_owned(), Value::Null);
    let fields = derive_fields(document, &schema["properties"], schemas);
    let required = schema.get("required").cloned().unwrap_or_else(|| json!([]));
    schemas.insert(
        name.to_owned(),
        json!({"required": required, "fields": fields}),
    );
}

fn derive_fields(document: &Value, properties: &Value, schemas: &mut Schemas) -> Value {
    let mut fields = Map::new();
    for (name, schema) in properties.as_object().into_iter().flatten() {
        fields.insert(name.clone(), derive_type(document, schema, schemas));
    }
    Value::Object(fields)
}

fn derive_type(document: &Value, schema: &Value, schemas: &mut Schemas) -> Value {
    if let Some(name) = referred(schema) {
        add_schema(document, &name, schemas);
        return json!({"schema": name});
    }
    let mut kept = Map::new();
    for key in ["type", "format", "enum"] {
        if let Some(value) = schema.get(key) {
            kept.insert(key.to_owned(), value.clone());
        }
    }
    for (key, inner) in [("items", "items"), ("additionalProperties", "values")] {
        if schema.get(key).is_some_and(Value::is_object) {
            kept.insert(
                inner.to_owned(),
                derive_type(document, &schema[key], schemas),
            );
        }
    }
    Value::Object(kept)
}
