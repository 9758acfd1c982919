use serde_json::Value;

/// What is wrong with a value, held against a schema of the shapes; nothing, if it fits.
pub fn hold(shapes: &Value, name: &str, value: &Value) -> Vec<String> {
    let schema = &shapes["schemas"][name];
    let Some(object) = value.as_object() else {
        return vec![format!("{name} must be an object")];
    };
    let required = schema["required"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str);
    let mut wrong: Vec<String> = required
        .filter(|field| !object.contains_key(*field))
        .map(|field| format!("{name} lacks {field}"))
        .collect();
    for (field, inner) in object {
        match schema["fields"].get(field) {
            Some(shape) => hold_type(shapes, shape, inner, &format!("{name}.{field}"), &mut wrong),
            None => wrong.push(format!("{name} has no {field}")),
        }
    }
    wrong
}

fn hold_type(shapes: &Value, shape: &Value, value: &Value, place: &str, wrong: &mut Vec<String>) {
    if let Some(name) = shape["schema"].as_str() {
        wrong.extend(hold(shapes, name, value));
        return;
    }
    if !fits(shape, value) {
        wrong.push(format!("{place} must be {shape}, not {value}"));
    }
    for item in value.as_array().into_iter().flatten() {
        hold_type(shapes, &shape["items"], item, place, wrong);
    }
    if shape.get("values").is_some() {
        for inner in value
            .as_object()
            .into_iter()
            .flat_map(|object| object.values())
        {
            hold_type(shapes, &shape["values"], inner, place, wrong);
        }
    }
}

fn fits(shape: &Value, value: &Value) -> bool {
    let known = shape["enum"]
        .as_array()
        .is_none_or(|words| words.contains(value));
    let typed = match (shape["type"].as_str(), shape["format"].as_str()) {
        (Some("string"), Some("uuid")) => value.as_str().is_some_and(|text| text.len() == 36),
        (Some("string"), _) => value.is_string(),
        (Some("boolean"), _) => value.is_boolean(),
        (Some("integer"), Some("int32")) => value
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        (Some("integer"), _) => value.is_i64() || value.is_u64(),
        (Some("array"), _) => value.is_array(),
        (Some("object"), _) => value.is_object(),
        _ => false,
    };
    known && typed
}
