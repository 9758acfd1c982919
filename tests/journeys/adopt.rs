use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

async fn rows(desk: &TestDesk) -> Value {
    desk.call("installation_query", json!({"limit": 50})).await["rows"].clone()
}

#[tokio::test]
async fn a_refresh_token_becomes_an_installation_that_works() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    // Such an account has every feature.
    let hub_id = desk.account("DEVELOPER_TEST", 0);
    let token = desk.token_from_elsewhere(0, hub_id).await;
    let asked = desk.log().await.len();
    let added = json!({"app": app, "refresh_token": format!("  {token}\n"), "hub_id": hub_id});
    let added = desk.call("installation_add", added).await;

    let row = desk.row(&added["id"]).await;
    assert_eq!(row["health"], "healthy", "{row}");
    assert_eq!(row["hub_id"], hub_id);
    assert_eq!(
        row["scopes_granted"], row["scopes_wanted"],
        "nothing is said to lack"
    );
    assert!(
        row["installed_by"].is_string(),
        "introspection says who: {row}"
    );
    assert!(!row.to_string().contains(&token), "no token crosses");
    let log = desk.log().await;
    let first = &log[asked];
    assert!(
        first["path"]
            .as_str()
            .unwrap()
            .ends_with("/token/introspect"),
        "whose it is comes first: {first}"
    );
    assert_eq!(desk.refresh(&[&added["id"]]).await["proven"], 1);
}

#[tokio::test]
async fn a_token_of_another_profile_is_told_with_its_name_and_nothing_is_kept() {
    let desk = TestDesk::start().await;
    let wrong = desk.save_app(0).await;
    desk.save_app(1).await;
    let token = desk
        .token_from_elsewhere(1, desk.account("STANDARD", 0))
        .await;
    let problem = desk
        .refused(
            "installation_add",
            json!({"app": wrong, "refresh_token": token}),
        )
        .await;
    assert_eq!(problem["code"], "TokenForOtherApp", "{problem}");
    assert_eq!(
        problem["args"]["belongs_to"],
        desk.practice.apps()[1].name.as_str(),
        "the profile is named: {problem}"
    );
    assert_eq!(rows(&desk).await, json!([]));
}

#[tokio::test]
async fn a_token_of_another_account_is_told_and_nothing_is_kept() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let (said, found) = (desk.account("STANDARD", 0), desk.account("STANDARD", 1));
    let token = desk.token_from_elsewhere(0, found).await;
    let args = json!({"app": app, "refresh_token": token, "hub_id": said});
    let problem = desk.refused("installation_add", args).await;
    assert_eq!(problem["code"], "TokenForOtherAccount", "{problem}");
    assert_eq!(problem["args"]["found_hub_id"], found);
    assert_eq!(rows(&desk).await, json!([]));
}

#[tokio::test]
async fn a_dead_token_is_refused() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let token = desk.token_from_elsewhere(0, hub_id).await;
    let client_id = desk.practice.apps()[0].client_id.clone();
    desk.control(
        "uninstall",
        json!({"client_id": client_id, "hub_id": hub_id}),
    )
    .await;
    for token in [token.as_str(), "na1-never-given-out"] {
        let problem = desk
            .refused(
                "installation_add",
                json!({"app": app, "refresh_token": token}),
            )
            .await;
        assert_eq!(problem["code"], "RefreshRejected", "{problem}");
    }
    assert_eq!(rows(&desk).await, json!([]));
}

#[tokio::test]
async fn a_living_installation_is_not_exchanged_and_a_dead_one_comes_back() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("DEVELOPER_TEST", 0);
    let id = desk.install(&app, hub_id).await;
    let before = desk.row(&id).await["tokens"].clone();
    let token = desk.token_from_elsewhere(0, hub_id).await;
    let args = json!({"app": app, "refresh_token": token});
    let problem = desk.refused("installation_add", args).await;
    assert_eq!(problem["code"], "InstallationExists");
    assert_eq!(problem["args"]["installation"], id);
    assert_eq!(desk.row(&id).await["tokens"], before);

    let client_id = desk.practice.apps()[0].client_id.clone();
    let order = json!({"client_id": client_id, "hub_id": hub_id});
    desk.control("uninstall", order).await;
    assert_eq!(desk.refresh(&[&id]).await["refused"], 1);
    let token = desk.token_from_elsewhere(0, hub_id).await;
    let args = json!({"app": app, "refresh_token": token});
    let added = desk.call("installation_add", args).await;
    assert_eq!(added["id"], id, "the row keeps its name");
    assert_eq!(desk.row(&id).await["health"], "healthy");
}

#[tokio::test]
async fn a_file_of_tokens_is_worked_through_line_by_line() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let (first, second) = (desk.account("STANDARD", 0), desk.account("STANDARD", 1));
    let mut text = String::from("hub_id,refresh_token\n");
    for hub_id in [first, second] {
        text += &format!("{hub_id},{}\n", desk.token_from_elsewhere(0, hub_id).await);
    }
    text += &format!("{first},na1-never-given-out\n");
    desk.lay_before("tokens.csv", &text);

    let started = desk.call("installation_import", json!({"app": app})).await;
    let finished = |status: &Value| status["finished"] == json!(true);
    let import = json!({"import": started["import"]});
    let ended = desk.until("import_status", import, finished).await;
    assert_eq!((&ended["total"], &ended["added"]), (&json!(3), &json!(2)));
    let told: Vec<_> = ended["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["line"].clone(), row["problem"]["code"].clone()))
        .collect();
    assert_eq!(
        told,
        [
            (json!(2), Value::Null),
            (json!(3), Value::Null),
            (json!(4), json!("RefreshRejected"))
        ],
        "in the file's order, by its own lines"
    );
    assert!(
        !ended.to_string().contains("na1-"),
        "no token crosses: {ended}"
    );
    assert_eq!(rows(&desk).await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_wrong_secret_is_said_once_and_the_rest_is_not_tried() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let mut text = String::from("refresh_token\n");
    for place in 0..6 {
        let token = desk
            .token_from_elsewhere(0, desk.account("STANDARD", place))
            .await;
        text += &format!("{token}\n");
    }
    desk.lay_before("tokens.csv", &text);
    let client_id = desk.practice.apps()[0].client_id.clone();
    desk.control("rotate-secret", json!({"client_id": client_id}))
        .await;
    let asked = desk.log().await.len();
    let started = desk.call("installation_import", json!({"app": app})).await;
    let finished = |status: &Value| status["finished"] == json!(true);
    let import = json!({"import": started["import"]});
    let ended = desk.until("import_status", import, finished).await;
    for row in ended["rows"].as_array().unwrap() {
        assert_eq!(row["problem"]["code"], "ClientSecretRefused", "{row}");
    }
    let asked = desk.log().await.len() - asked;
    assert!(
        asked <= 4,
        "one question for each worker at the most: {asked}"
    );
}

#[tokio::test]
async fn no_file_chosen_is_no_import() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.call("installation_import", json!({"app": app})).await;
    assert_eq!(started["import"], Value::Null);
}
