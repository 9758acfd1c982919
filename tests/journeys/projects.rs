use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

const PROJECT: &str = r#"{"name": "invoice-sync", "srcDir": "src", "platformVersion": "2026.03"}"#;

/// An app file in the shape of platform 2026.03, with a placeholder.
fn app_file(name: &str, redirect_url: &str, scopes: &[&str]) -> String {
    json!({
        "uid": "invoice_sync",
        "type": "app",
        "config": {
            "name": name,
            "description": "Keeps invoices in step.",
            "distribution": "private",
            "auth": {
                "type": "oauth",
                "redirectUrls": [redirect_url],
                "requiredScopes": scopes,
                "optionalScopes": ["tickets"],
                "conditionallyRequiredScopes": []
            },
            "permittedUrls": {"fetch": [], "iframe": [], "img": []},
            "support": {"supportEmail": "${support_email}", "documentationUrl": "",
                "supportUrl": "", "supportPhone": ""}
        }
    })
    .to_string()
}

/// A project that lies before the person.
fn lay_project(desk: &TestDesk, scopes: &[&str]) {
    desk.lay_before("invoice-sync/hsproject.json", PROJECT);
    desk.lay_before(
        "invoice-sync/hsprofile.staging.json",
        r#"{"accountId": 4242, "variables": {"support_email": "help@staging.example"}}"#,
    );
    let text = app_file("Invoice Sync", &desk.redirect_url, scopes);
    desk.lay_before("invoice-sync/src/app/app-hsmeta.json", &text);
}

async fn import(desk: &TestDesk) -> Value {
    let opened = desk.call("project_open", json!({"from": "folder"})).await;
    let path = opened["project"]["path"].clone();
    let read = json!({"path": path, "profile": "staging"});
    let project = desk.call("project_read", read).await;
    let mut app = project["apps"][0]["app"].clone();
    let listing = &desk.practice.apps()[0];
    app["client_id"] = json!(listing.client_id);
    app["client_secret"] = json!(listing.client_secret);
    desk.call("app_save", json!({"app": app})).await["id"].clone()
}

#[tokio::test]
async fn a_project_folder_becomes_a_profile_with_a_chosen_profiles_values() {
    let desk = TestDesk::start().await;
    lay_project(&desk, &["oauth"]);
    let opened = desk.call("project_open", json!({"from": "folder"})).await;
    let project = &opened["project"];
    assert_eq!(project["platform_version"], "2026.03");
    assert_eq!(project["profiles"][0]["name"], "staging");
    assert_eq!(project["profiles"][0]["hub_id"], 4242);
    assert_eq!(
        project["findings"][0]["code"], "PlaceholderUnset",
        "{project}"
    );
    assert_eq!(project["apps"][0]["kept"], Value::Null);

    let id = import(&desk).await;
    let app = desk.call("app_get", json!({"id": id})).await;
    assert_eq!(app["name"], "Invoice Sync");
    assert_eq!(app["support"]["email"], "help@staging.example");
    assert_eq!(app["distribution"], "private");
    assert_eq!(app["source"]["profile"], "staging");
    let again = desk.call("project_open", json!({"from": "folder"})).await;
    assert_eq!(again["project"]["apps"][0]["kept"], id, "it is known again");
}

#[tokio::test]
async fn a_file_that_changes_is_told_and_compared() {
    let desk = TestDesk::start().await;
    lay_project(&desk, &["oauth"]);
    let id = import(&desk).await;
    let drift = desk.call("project_compare", json!({"app": id})).await;
    assert_eq!(drift["differences"], json!([]), "{drift}");

    let told = desk.told("project_changed");
    lay_project(&desk, &["oauth", "files"]);
    assert_eq!(told.await["app"], id);
    let drift = desk.call("project_compare", json!({"app": id})).await;
    assert_eq!(
        drift["differences"],
        json!([{"field": "required_scopes", "kind": "added", "value": "files"}])
    );
    let mut taken = drift["draft"].clone();
    assert_eq!(taken["required_scopes"], json!(["oauth", "files"]));
    taken["id"] = id.clone();
    desk.call("app_save", json!({"app": taken})).await;
    let drift = desk.call("project_compare", json!({"app": id})).await;
    assert_eq!(drift["differences"], json!([]));
}

#[tokio::test]
async fn a_profile_is_written_into_its_file_and_the_rest_of_it_stays() {
    let desk = TestDesk::start().await;
    lay_project(&desk, &["oauth"]);
    let id = import(&desk).await;
    let mut app = desk.call("app_get", json!({"id": id})).await;
    app["required_scopes"] = json!(["oauth", "files"]);
    app["description"] = json!("Another one.");
    desk.call("app_save", json!({"app": app})).await;
    let drift = desk.call("project_compare", json!({"app": id})).await;
    assert_eq!(drift["differences"].as_array().unwrap().len(), 2, "{drift}");
    let drift = desk.call("project_update", json!({"app": id})).await;
    assert_eq!(drift["differences"], json!([]), "{drift}");
    let file = desk
        .directory
        .path()
        .join("imports/invoice-sync/src/app/app-hsmeta.json");
    let text = std::fs::read_to_string(file).unwrap();
    assert!(
        text.contains("${support_email}"),
        "a placeholder that still says the same stays"
    );
    assert!(
        text.contains("permittedUrls"),
        "so does what a profile doesn't hold"
    );
}

#[tokio::test]
async fn a_file_that_goes_or_breaks_is_said_with_its_place() {
    let desk = TestDesk::start().await;
    lay_project(&desk, &["oauth"]);
    let id = import(&desk).await;
    desk.lay_before(
        "invoice-sync/src/app/app-hsmeta.json",
        "{\n  \"type\": \"app\", \"uid\": 7\n}",
    );
    let drift = desk.call("project_compare", json!({"app": id})).await;
    let problem = &drift["problem"];
    assert_eq!(
        (&problem["code"], &problem["args"]["line"]),
        (&json!("FileBroken"), &json!(2))
    );
    assert!(
        problem["args"]["path"]
            .as_str()
            .unwrap()
            .ends_with("app-hsmeta.json")
    );
    let app = desk.call("app_get", json!({"id": id})).await;
    assert_eq!(app["name"], "Invoice Sync", "the profile stands");
}

#[tokio::test]
async fn what_is_exported_is_imported_again_as_the_same() {
    let desk = TestDesk::start().await;
    let id = desk.save_app(0).await;
    std::fs::create_dir_all(desk.directory.path().join("imports/out")).unwrap();
    let exported = desk.call("project_export", json!({"app": id})).await;
    let folder = std::path::PathBuf::from(exported["folder"].as_str().unwrap());
    let mut files: Vec<_> = exported["files"].as_array().unwrap().iter().collect();
    files.sort_by_key(|file| file.to_string());
    assert_eq!(files.len(), 2, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(folder.join(file.as_str().unwrap())).unwrap();
        let listing = &desk.practice.apps()[0];
        assert!(!text.contains(&listing.client_secret), "no secret leaves");
        assert!(!text.contains(&listing.client_id), "nor the client ID");
    }
    let problem = desk.refused("project_export", json!({"app": id})).await;
    assert_eq!(problem["code"], "ProjectFolderNotEmpty");

    let import = desk.directory.path().join("imports");
    std::fs::rename(folder, import.join("a-project")).unwrap();
    let opened = desk.call("project_open", json!({"from": "folder"})).await;
    let (app, back) = (
        desk.call("app_get", json!({"id": id})).await,
        opened["project"]["apps"][0]["app"].clone(),
    );
    for field in [
        "name",
        "redirect_urls",
        "required_scopes",
        "optional_scopes",
    ] {
        assert_eq!(app[field], back[field], "{field}");
    }
}

#[tokio::test]
async fn a21_only_what_a_person_chose_is_read() {
    let desk = TestDesk::start().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("app-hsmeta.json");
    std::fs::write(&file, app_file("Elsewhere", &desk.redirect_url, &["oauth"])).unwrap();
    let problem = desk.refused("project_read", json!({"path": file})).await;
    assert_eq!(problem["code"], "FileNotChosen");
    let nothing = desk.call("project_open", json!({"from": "file"})).await;
    assert_eq!(nothing["project"], Value::Null, "nothing was chosen");
}

#[tokio::test]
async fn a21_what_a_saved_profile_came_from_is_allowed_after_a_restart() {
    let desk = TestDesk::start().await;
    lay_project(&desk, &["oauth"]);
    let id = import(&desk).await;
    let desk = desk.restart().await;
    let mut app = desk.call("app_get", json!({"id": id})).await;
    desk.call("app_save", json!({"app": app})).await;
    let read = json!({"path": app["source"]["path"], "profile": "staging"});
    desk.call("project_read", read).await;
    app["source"]["path"] = json!(desk.directory.path().join("imports"));
    let problem = desk.refused("app_save", json!({"app": app})).await;
    assert_eq!(problem["code"], "FileNotChosen", "{problem}");
}

#[tokio::test]
async fn apps_that_never_go_through_an_authorization_are_refused_with_the_reason() {
    let desk = TestDesk::start().await;
    let text = app_file("Static", &desk.redirect_url, &["oauth"]);
    let mut fixed: Value = serde_json::from_str(&text).unwrap();
    fixed["config"]["auth"] = json!({"type": "static", "requiredScopes": ["oauth"]});
    desk.lay_before("app-hsmeta.json", &fixed.to_string());
    let problem = desk.refused("project_open", json!({"from": "file"})).await;
    assert_eq!(problem["code"], "AppFileStaticAuth", "{problem}");
}
