use keeper_core::Code;
use keeper_core::identifier::HubId;
use keeper_projects::{Import, ProfileFacts, read};

use crate::support::{self, APP, PROJECT, folder};

fn harvest() -> Import {
    read(&support::project("2025.2")).unwrap()
}

fn profile<'a>(import: &'a Import, name: &str) -> &'a ProfileFacts {
    let mut profiles = import.profiles.iter();
    profiles.find(|profile| profile.name == name).unwrap()
}

#[test]
fn without_a_profile_every_placeholder_is_flagged_and_stays_visible() {
    let import = harvest();
    let app = &import.apps[0];
    assert_eq!(app.placeholders.len(), 6);
    assert_eq!(app.findings.len(), 6, "none has a value");
    assert_eq!(app.draft.redirect_urls[0], "https://${HOST}/oauth/callback");
    let finding = &app.findings[2];
    assert_eq!(finding.code, Code::PlaceholderUnset);
    assert_eq!(finding.field.as_deref(), Some("redirect_urls.0"));
    assert_eq!(finding.args["line"], 11);
    assert_eq!(finding.args["at"], "config.auth.redirectUrls[0]");
    assert_eq!(finding.args["name"], "HOST");
}

#[test]
fn a_profile_s_values_are_put_in() {
    let import = harvest();
    let dev = profile(&import, "dev");
    assert_eq!(dev.account_id, Some(HubId(48_210_001)));
    let app = import.apps[0].with_profile(Some(dev)).unwrap();
    assert_eq!(app.draft.name, "Harvest in Development");
    assert_eq!(app.draft.description, "What in Development grows.");
    assert_eq!(
        app.draft.redirect_urls,
        [
            "https://dev.harvest.example/oauth/callback",
            "http://localhost:3917/oauth/callback"
        ]
    );
    assert_eq!(app.draft.scopes.optional, ["tickets"]);
    assert_eq!(app.findings, vec![]);
    assert_eq!(app.placeholders[0].value.as_deref(), Some("in Development"));
}

#[test]
fn what_a_profile_lacks_is_flagged_and_another_may_be_chosen_after() {
    let import = harvest();
    let live = import.apps[0]
        .with_profile(Some(profile(&import, "prod")))
        .unwrap();
    let unset: Vec<_> = live.findings.iter().map(|one| &one.args["name"]).collect();
    assert_eq!(unset, ["PORT", "EXTRA_SCOPE"]);
    assert_eq!(
        live.draft.redirect_urls[1],
        "http://localhost:${PORT}/oauth/callback"
    );
    let dev = live.with_profile(Some(profile(&import, "dev"))).unwrap();
    assert_eq!(
        dev.draft.redirect_urls[0],
        "https://dev.harvest.example/oauth/callback"
    );
    let none = dev.with_profile(None).unwrap();
    assert_eq!(none, import.apps[0], "without one it is as the file has it");
}

#[test]
fn a_value_that_breaks_a_rule_is_refused_at_its_line() {
    let import = harvest();
    let with = |name: &str, value: &str| {
        let mut broken = profile(&import, "dev").clone();
        broken.variables.insert(name.to_owned(), value.to_owned());
        let refused = import.apps[0].with_profile(Some(&broken)).unwrap_err();
        let (code, line, at, _) = support::told(&refused);
        (code, line, at.unwrap())
    };
    assert_eq!(
        with("STAGE", &"x".repeat(200)),
        (Code::FileBroken, Some(5), "config.name".into())
    );
    assert_eq!(
        with("PORT", "39\u{202E}17"),
        (
            Code::FileBroken,
            Some(12),
            "config.auth.redirectUrls[1]".into()
        )
    );
}

#[test]
fn a_placeholder_may_hide_how_an_app_authorizes() {
    let hidden = APP
        .replace("\"type\": \"oauth\"", "\"type\": \"${AUTH}\"")
        .replace("\"marketplace\"", "\"${TO}\"");
    let profile = |auth: &str| {
        format!(r#"{{"accountId": "7", "variables": {{"AUTH": "{auth}", "TO": "private"}}}}"#)
    };
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("hsprofile.a.json", &profile("oauth")),
        ("hsprofile.b.json", &profile("static")),
        ("src/a-hsmeta.json", &hidden),
    ]);
    let import = read(top.path()).unwrap();
    let app = &import.apps[0];
    assert_eq!(app.distribution, None, "not known yet");
    assert!(app.with_profile(Some(&import.profiles[0])).is_ok());
    let refused = app.with_profile(Some(&import.profiles[1])).unwrap_err();
    assert_eq!(refused.code, Code::AppFileStaticAuth);
}

#[test]
fn of_two_profiles_of_one_name_that_in_the_source_folder_counts() {
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("hsprofile.dev.json", r#"{"accountId": 1}"#),
        ("src/hsprofile.dev.json", r#"{"accountId": 2}"#),
        ("src/a-hsmeta.json", APP),
    ]);
    let import = read(top.path()).unwrap();
    assert_eq!(import.profiles.len(), 1);
    assert_eq!(import.profiles[0].account_id, Some(HubId(2)));
}
