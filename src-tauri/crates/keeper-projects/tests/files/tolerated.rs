//! Files that HubSpot takes though they aren't as its templates have them: read,
//! and what is odd about them told.

use keeper_core::Code;
use keeper_core::error::{Finding, Level};
use keeper_core::identifier::HubId;
use keeper_projects::{AppForm, Distribution, read, updated_text};

use crate::support::{self, APP, PROJECT, folder, put};

fn codes(findings: &[Finding]) -> Vec<(Level, Code)> {
    findings.iter().map(|one| (one.level, one.code)).collect()
}

#[test]
fn words_are_read_in_any_case() {
    for (distribution, auth, expected) in [
        ("MARKETPLACE", "OAUTH", Distribution::Marketplace),
        ("Marketplace", "OAuth", Distribution::Marketplace),
        ("PRIVATE", "oauth", Distribution::Private),
        ("pRIVATE", "Oauth", Distribution::Private),
    ] {
        let text = APP
            .replace("\"marketplace\"", &format!("\"{distribution}\""))
            .replace("\"type\": \"oauth\"", &format!("\"type\": \"{auth}\""));
        let top = folder(&[("a-hsmeta.json", &text)]);
        let import = read(&top.path().join("a-hsmeta.json")).unwrap();
        let app = &import.apps[0];
        assert_eq!(app.distribution, Some(expected), "{distribution} {auth}");
        assert_eq!(updated_text(app, &app.draft).unwrap(), text, "left alone");
    }
    let fixed = APP
        .replace("\"marketplace\"", "\"PRIVATE\"")
        .replace("\"type\": \"oauth\"", "\"type\": \"STATIC\"");
    let top = folder(&[("a-hsmeta.json", &fixed)]);
    let refused = read(&top.path().join("a-hsmeta.json")).unwrap_err();
    assert_eq!(refused.code, Code::AppFileStaticAuth);
}

/// A public app's file, with one more field.
fn public(field: &str) -> String {
    format!(
        r#"{{
  "name": "Ferry Times", "uid": "ferry",
  {field}
  "auth": {{ "redirectUrls": ["http://localhost:3917/cb"], "requiredScopes": ["oauth"] }}
}}"#
    )
}

#[test]
fn redirect_urls_make_a_public_app_whatever_else_is_said() {
    for name in ["public-app.json", "app.json", "copy of the app.json"] {
        for field in ["\"public\": false,", "\"public\": false, \"scopes\": [],"] {
            let top = folder(&[(name, &public(field))]);
            let import = read(&top.path().join(name)).unwrap();
            let app = &import.apps[0];
            assert_eq!(app.form, AppForm::LegacyPublic, "{name} {field}");
            assert_eq!(
                codes(&app.findings),
                [(Level::Warn, Code::AppFieldStray)],
                "{name} {field}"
            );
            assert_eq!(app.findings[0].args["line"], 3);
            assert_eq!(app.findings[0].args["at"], "public");
        }
        let top = folder(&[(name, &public("\"public\": true,"))]);
        let import = read(&top.path().join(name)).unwrap();
        assert_eq!(import.apps[0].findings, vec![], "{name}");
    }
}

#[test]
fn without_redirect_urls_a_private_app_stays_one() {
    for (name, text) in [
        (
            "app.json",
            r#"{"name": "P", "uid": "p", "public": false, "auth": {"requiredScopes": []}}"#,
        ),
        (
            "public-app.json",
            r#"{"name": "P", "uid": "p", "scopes": ["tickets"]}"#,
        ),
        (
            "public-app.json",
            r#"{"name": "P", "uid": "p", "public": false, "scopes": ["tickets"]}"#,
        ),
    ] {
        let top = folder(&[(name, text)]);
        let refused = read(&top.path().join(name)).unwrap_err();
        assert_eq!(refused.code, Code::AppFilePrivate, "{name} {text}");
    }
}

#[test]
fn files_where_hubspot_reads_no_app_are_left_out() {
    for (name, text) in [
        ("src/old/app-hsmeta.json", APP),
        ("src/app-hsmeta.json", APP),
        ("src/app/old/app/app-hsmeta.json", APP),
        ("src/App/app-hsmeta.json", APP),
        ("src/app/cards/app-hsmeta.json", APP),
        ("src/old/app-hsmeta.json", "{"),
        ("src/app/cards/old/x-hsmeta.json", "{"),
        (
            "src/old/app-hsmeta.json",
            "{\"uid\": \"b\", \"type\": \"app\"}",
        ),
    ] {
        let top = folder(&[("hsproject.json", PROJECT), ("src/app/a-hsmeta.json", APP)]);
        let path = put(top.path(), name, text.as_bytes());
        let import = read(top.path()).unwrap();
        assert_eq!(import.apps.len(), 1, "{name} {text}");
        assert!(import.apps[0].file.ends_with("src/app/a-hsmeta.json"));
        assert_eq!(
            codes(&import.findings),
            [(Level::Info, Code::AppFileSkipped)],
            "{name} {text}"
        );
        let told = import.findings[0].args["path"].as_str().unwrap();
        assert_eq!(told, path.to_string_lossy(), "it is named");
    }
}

#[test]
fn a_broken_feature_is_told_and_does_not_refuse_the_app() {
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("src/app/a-hsmeta.json", APP),
        ("src/app/cards/card-hsmeta.json", "{"),
    ]);
    let import = read(top.path()).unwrap();
    assert_eq!(codes(&import.findings), [(Level::Info, Code::FileBroken)]);
}

#[test]
fn apps_elsewhere_are_read_where_hubspot_would_find_none() {
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("src/one/a-hsmeta.json", APP),
        ("src/two/a-hsmeta.json", APP),
        ("src/two/b-hsmeta.json", "{"),
    ]);
    let import = read(top.path()).unwrap();
    assert_eq!(import.apps.len(), 1, "one of each identifier");
    let warned = (Level::Warn, Code::AppFileSkipped);
    assert_eq!(codes(&import.findings), [warned; 3]);
}

#[test]
fn older_projects_have_their_app_anywhere() {
    let old = r#"{"name": "p", "srcDir": "src", "platformVersion": "2025.1"}"#;
    let top = folder(&[
        ("hsproject.json", old),
        ("src/ferry/public-app.json", &public("")),
    ]);
    let import = read(top.path()).unwrap();
    assert_eq!((import.apps.len(), import.findings.len()), (1, 0));
}

#[test]
fn a_broken_profile_matters_once_it_is_chosen() {
    for (name, text) in [
        ("hsprofile.x.json", "{\"accountId\": \"many\"}"),
        ("hsprofile.x.json", "{\"accountId\": -1}"),
        ("src/hsprofile.x.json", "{\"variables\": {\"A\": null}}"),
        (
            "src/hsprofile.x.json",
            "{\"variables\": {\"A\": {\"B\": \"C\"}}}",
        ),
        ("src/hsprofile.x.json", "{\"variables\": [\"A\"]}"),
        ("src/hsprofile.x.json", "\u{FEFF}"),
        ("src/hsprofile.x.json", "{\"accountId\": 1,}"),
    ] {
        let top = folder(&[
            ("hsproject.json", PROJECT),
            ("src/app/a-hsmeta.json", APP),
            ("src/hsprofile.dev.json", r#"{"accountId": 1}"#),
        ]);
        let file = put(top.path(), name, text.as_bytes());
        for path in [
            top.path().to_path_buf(),
            top.path().join("src/app/a-hsmeta.json"),
        ] {
            let import = read(&path).unwrap();
            assert_eq!(
                codes(&import.findings),
                [(Level::Warn, Code::FileBroken)],
                "{text}"
            );
            assert_eq!(
                import.findings[0].args["path"],
                file.to_string_lossy().as_ref()
            );
            assert_eq!(import.profile("dev").unwrap().account_id, Some(HubId(1)));
            assert_eq!(
                import.profile("x").unwrap_err().code,
                Code::FileBroken,
                "{text}"
            );
            let unknown = import.profile("y").unwrap_err();
            assert_eq!(unknown.code, Code::ProjectProfileUnknown);
            assert!(import.files().contains(&file), "it may be put right");
        }
    }
}

#[test]
fn a_broken_profile_of_the_source_folder_hides_the_other() {
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("src/app/a-hsmeta.json", APP),
        ("hsprofile.dev.json", r#"{"accountId": 1}"#),
        ("src/hsprofile.dev.json", "{"),
    ]);
    let import = read(top.path()).unwrap();
    assert_eq!(import.profiles, vec![]);
    assert_eq!(import.broken_profiles[0].name, "dev");
}

#[test]
fn of_a_key_that_stands_twice_the_last_one_counts() {
    let text = APP
        .replace(
            "\"uid\": \"an_app\",",
            "\"uid\": \"old\", \"uid\": \"an_app\",",
        )
        .replace(
            "\"distribution\": \"marketplace\",",
            "\"name\": \"Second\",",
        );
    let top = folder(&[
        (
            "hsproject.json",
            r#"{"name": "p", "srcDir": "x", "name": "q", "srcDir": "src"}"#,
        ),
        ("src/app/a-hsmeta.json", &text),
        (
            "hsprofile.dev.json",
            r#"{"accountId": 1, "variables": {}, "accountId": 2}"#,
        ),
    ]);
    let import = read(top.path()).unwrap();
    let app = &import.apps[0];
    assert_eq!(
        (app.uid.as_str(), app.draft.name.as_str()),
        ("an_app", "Second")
    );
    assert_eq!(import.project.as_ref().unwrap().name, "q");
    assert_eq!(import.profiles[0].account_id, Some(HubId(2)));
    let told = |findings: &[Finding]| -> Vec<(u64, String)> {
        let told = findings.iter().map(|one| {
            assert_eq!((one.level, one.code), (Level::Warn, Code::FileKeyTwice));
            (
                one.args["line"].as_u64().unwrap(),
                one.args["at"].as_str().unwrap().to_owned(),
            )
        });
        told.collect()
    };
    let at = |line, at: &str| (line, at.to_owned());
    assert_eq!(told(&app.findings), [at(2, "uid"), at(7, "config.name")]);
    assert_eq!(
        told(&import.findings),
        [at(1, "name"), at(1, "srcDir"), at(1, "accountId")]
    );
    let mut profile = app.draft.clone();
    profile.name = "Third".into();
    let written = updated_text(app, &profile).unwrap();
    assert_eq!(
        written,
        text.replace("\"Second\"", "\"Third\""),
        "the one that counts"
    );
}

#[test]
fn every_placeholder_is_one() {
    for name in [
        "app name",
        " stage",
        "Größe",
        "名前",
        "a/b:c",
        "${A",
        "a,b;\"c\"",
    ] {
        let quoted = serde_json::Value::from(format!("Ferry ${{{name}}}")).to_string();
        let text = APP.replace("\"An app\"", &quoted);
        let values = serde_json::json!({ "variables": { name: "Tide" } }).to_string();
        let top = folder(&[
            ("hsproject.json", PROJECT),
            ("src/app/a-hsmeta.json", &text),
            ("src/hsprofile.dev.json", &values),
        ]);
        let import = read(top.path()).unwrap();
        let app = &import.apps[0];
        assert_eq!(
            codes(&app.findings),
            [(Level::Warn, Code::PlaceholderUnset)],
            "{name}"
        );
        assert_eq!(app.findings[0].field.as_deref(), Some("name"));
        let filled = app
            .with_profile(Some(import.profile("dev").unwrap()))
            .unwrap();
        assert_eq!(filled.draft.name, "Ferry Tide", "{name}");
        assert_eq!(filled.findings, vec![]);
    }
    let shown = support::app("a").replace("\"An app\"", "\"${a\\u202Eb}\"");
    let top = folder(&[("a-hsmeta.json", &shown)]);
    let import = read(&top.path().join("a-hsmeta.json")).unwrap();
    assert_eq!(
        import.apps[0].placeholders[0].name, "ab",
        "a23: made visible"
    );
}
