use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

async fn settings(desk: &TestDesk) -> Value {
    desk.call("session_get", json!({})).await["settings"].clone()
}

fn view(name: &str) -> Value {
    json!({
        "name": name,
        "filter": {"search": "acme", "healths": ["retrying"]},
        "sort": {"by": "proven", "descending": true},
        "columns": ["account", "tags", "next_try"],
    })
}

#[tokio::test]
async fn views_and_columns_are_kept() {
    let desk = TestDesk::start().await;
    let mut wanted = settings(&desk).await;
    let usual = [
        "account",
        "hub_id",
        "app",
        "health",
        "scopes",
        "proven",
        "installed_by",
    ];
    assert_eq!(wanted["columns"], json!(usual));
    assert_eq!(wanted["saved_views"], json!([]));
    wanted["columns"] = json!(["health", "account", "type", "environment"]);
    wanted["saved_views"] = json!([view(" Mine "), view("Others")]);
    let saved = desk.call("settings_save", wanted).await;
    assert_eq!(saved["saved_views"][0]["name"], "Mine");
    let desk = desk.restart().await;
    assert_eq!(settings(&desk).await, saved);
    let question = json!({"filter": saved["saved_views"][0]["filter"], "sort": saved["saved_views"][0]["sort"]});
    desk.call("installation_query", question).await;
}

#[tokio::test]
async fn a_view_that_cannot_be_kept_changes_nothing() {
    let desk = TestDesk::start().await;
    let before = settings(&desk).await;
    let many: Vec<_> = (0..51).map(|number| view(&number.to_string())).collect();
    for (views, code) in [
        (vec![view(" ")], "SavedViewNameInvalid"),
        (vec![view(&"x".repeat(61))], "SavedViewNameInvalid"),
        (vec![view("Mine"), view("mine")], "SavedViewNameTaken"),
        (many, "SavedViewsTooMany"),
    ] {
        let mut wanted = before.clone();
        wanted["saved_views"] = json!(views);
        assert_eq!(desk.refused("settings_save", wanted).await["code"], code);
    }
    for columns in [json!([]), json!(["app", "app"]), json!(["token"])] {
        let mut wanted = before.clone();
        wanted["columns"] = columns;
        let problem = desk.refused("settings_save", wanted).await;
        assert_eq!(problem["code"], "ArgumentsInvalid");
    }
    assert_eq!(settings(&desk).await, before);
}

#[tokio::test]
async fn a21_the_list_is_exported_as_it_is_filtered_and_without_tokens() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    desk.install(&app, desk.account("STANDARD", 1)).await;
    let notes =
        json!({"id": id, "notes": "CANARY", "tags": ["=1+1", "pilot"], "keep_alive": "daily"});
    desk.call("installation_annotate", notes).await;
    let answer = desk
        .call(
            "installations_export",
            json!({"filter": {"search": hub_id.to_string()}}),
        )
        .await;
    assert_eq!(answer["count"], 1);
    let text = std::fs::read_to_string(answer["path"].as_str().unwrap()).unwrap();
    let mut lines = text.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("app,environment,account,domain,hub_id,")
    );
    let line = lines.next().unwrap();
    assert!(
        line.contains(&hub_id.to_string()) && line.contains(",healthy,"),
        "{line}"
    );
    assert!(line.ends_with("\"'=1+1, pilot\""), "{line}");
    let row = desk.row(&id).await;
    let print = row["tokens"]["refresh"].as_str().unwrap();
    for secret in ["CANARY", "na1-", "eu1-", print] {
        assert!(!text.contains(secret), "{secret}");
    }
    let all = desk.call("installations_export", json!({})).await;
    assert_eq!(all["count"], 2);
}

#[tokio::test]
async fn the_chosen_rows_are_exported_one_by_one_or_as_all_but_some() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let (first, second) = (desk.account("STANDARD", 0), desk.account("STANDARD", 1));
    let id = desk.install(&app, first).await;
    desk.install(&app, second).await;
    let hubs = async |chosen: Value| {
        // What was chosen goes before what is searched.
        let request = json!({"filter": {"search": "nobody"}, "chosen": chosen});
        let answer = desk.call("installations_export", request).await;
        let text = std::fs::read_to_string(answer["path"].as_str().unwrap()).unwrap();
        [first, second].map(|hub| text.contains(&hub.to_string()))
    };
    assert_eq!(hubs(json!({"ids": [id]})).await, [true, false]);
    let list = desk.call("installation_query", json!({})).await;
    let all_but_one = json!({"snapshot": list["snapshot"], "except": [id]});
    assert_eq!(hubs(all_but_one).await, [false, true]);
    let gone = json!({"chosen": {"snapshot": 99}});
    let problem = desk.refused("installations_export", gone).await;
    assert_eq!(problem["code"], "SnapshotGone");
}
