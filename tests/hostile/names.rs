use serde_json::{Value, json};

use crate::siege::{Program, Siege};
use crate::stand::{Call, Reply};

/// Names as somebody would send them who wants to be taken for another.
fn hostile_names() -> Vec<(String, &'static str)> {
    vec![
        (
            "<img src=x onerror=alert(1)>".to_owned(),
            "<img src=x onerror=alert(1)>",
        ),
        ("Old Mill \u{202E}lliM wen".to_owned(), "Old Mill lliM wen"),
        ("Old\u{0}\r\n\tMill".to_owned(), "Old Mill"),
        ("\u{200B}\u{FEFF}Old Mill\u{2066}".to_owned(), "Old Mill"),
        (
            "{{constructor}} ${7*7} %s".to_owned(),
            "{{constructor}} ${7*7} %s",
        ),
        (
            "=HYPERLINK(\"http://evil.example\")".to_owned(),
            "=HYPERLINK(\"http://evil.example\")",
        ),
    ]
}

async fn shown(siege: &Siege<keeper_api::Api>, name: &str) -> Value {
    siege.stand.next(
        Call::Introspect,
        Reply::With(json!({"hub_domain": name, "user": name})),
    );
    let account = json!({"portalName": name, "uiDomain": name, "timeZone": name,
        "dataHostingLocation": name});
    siege.stand.next(Call::Account, Reply::With(account));
    let app = siege.save_app_once().await;
    let id = siege.install(&app).await;
    siege.row(&id).await
}

#[tokio::test]
async fn a23_names_are_one_visible_line_of_text() {
    let siege = Siege::start().await;
    for (hostile, plain) in hostile_names() {
        let row = shown(&siege, &hostile).await;
        for field in ["account_name", "installed_by", "data_hosting"] {
            assert_eq!(row[field], plain, "{field} of {hostile:?}");
        }
        assert_ne!(row["ui_domain"], json!(plain), "no link leads to {plain:?}");
        assert_in_no_answer(&siege, &hostile).await;
    }
}

#[tokio::test]
async fn a23_ten_thousand_characters_are_clipped() {
    let siege = Siege::start().await;
    let row = shown(&siege, &"Mühle ".repeat(2000)).await;
    for field in ["account_name", "installed_by", "data_hosting"] {
        let text = row[field].as_str().unwrap();
        assert!(text.chars().count() <= 200, "{field}: {}", text.len());
        assert!(text.ends_with('…'), "{field} says that it was clipped");
    }
}

#[tokio::test]
async fn a23_a_scope_that_is_none_is_not_shown() {
    let siege = Siege::start().await;
    let scopes = json!({"scopes": ["oauth", "crm.\u{202E}stcatnoc", "<b>", "x".repeat(500)]});
    siege
        .stand
        .next(Call::Exchange, Reply::With(scopes.clone()));
    siege.stand.next(Call::Introspect, Reply::With(scopes));
    let app = siege.save_app_once().await;
    let id = siege.install(&app).await;
    let told = siege.row(&id).await["scopes"].to_string();
    assert!(told.contains("oauth"), "{told}");
    assert!(
        !told.contains("stcatnoc") && !told.contains("<b>") && !told.contains("xxxx"),
        "{told}"
    );
}

/// Lists, matrix and activity show the same names.
async fn assert_in_no_answer(siege: &Siege<keeper_api::Api>, hostile: &str) {
    let deceives = |letter: char| {
        ('\u{202A}'..='\u{202E}').contains(&letter)
            || ('\u{2066}'..='\u{2069}').contains(&letter)
            || ['\u{200B}', '\u{FEFF}'].contains(&letter)
    };
    for name in [
        "installation_query",
        "matrix_query",
        "activity_query",
        "account_list",
    ] {
        let told = siege
            .program
            .must(name, json!({"limit": 50}))
            .await
            .to_string();
        assert!(!told.contains(deceives), "{name} shows {hostile:?}: {told}");
        for control in ["\\u0000", "\\r", "\\n", "\\t"] {
            assert!(!told.contains(control), "{name} shows {hostile:?}: {told}");
        }
    }
}
