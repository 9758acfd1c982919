use serde_json::{Value, json};

use crate::siege::{Program, Siege};

/// An app file, with something in it that an overwriting would take away.
fn app_file(redirect_url: &str) -> String {
    json!({
        "uid": "elsewhere", "type": "app", "theirs": "stays",
        "config": {"name": "Elsewhere", "description": "", "distribution": "private",
            "auth": {"type": "oauth", "redirectUrls": [redirect_url], "requiredScopes": ["oauth"],
                "optionalScopes": [], "conditionallyRequiredScopes": []}}
    })
    .to_string()
}

#[tokio::test]
async fn a21_a_path_that_nobody_chose_is_neither_kept_read_nor_written() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("app-hsmeta.json");
    std::fs::write(&file, app_file(&siege.redirect_url)).unwrap();
    let missing = elsewhere.path().join("missing.json");
    let mut told = Vec::new();
    for path in [&file, &missing, &elsewhere.path().to_path_buf()] {
        for id in [Value::Null, app.clone()] {
            let mut fields = siege.fields();
            fields["id"] = id.clone();
            if id.is_null() {
                fields["client_id"] = json!("2ff7a6a2-0b53-4c5e-9a3e-0a8f5b7b0002");
            }
            fields["source"] = json!({"path": path, "uid": "elsewhere"});
            let saved = Program::call(&siege.program, "app_save", json!({"app": fields})).await;
            told.push(saved.expect_err("the window can't name a file"));
        }
        let read = Program::call(&siege.program, "project_read", json!({"path": path})).await;
        told.push(read.expect_err("the window can't name a file"));
    }
    assert_eq!(told[0]["code"], "FileNotChosen", "{}", told[0]);
    told.dedup();
    assert_eq!(told.len(), 1, "missing is told from there: {told:?}");
    for name in ["project_compare", "project_update"] {
        let answer = Program::call(&siege.program, name, json!({"app": app})).await;
        assert_eq!(
            answer.expect_err("it has no file")["code"],
            "ProjectUnknown"
        );
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        kept,
        app_file(&siege.redirect_url),
        "nothing is overwritten"
    );
}
