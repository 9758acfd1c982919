use std::fs;

use keeper_core::Code;
use keeper_core::app::AppDraft;
use keeper_projects::{ImportedApp, compare, read, update, updated_text};

use crate::support::{self, folder, put};

fn first(path: &std::path::Path) -> ImportedApp {
    let import = read(path).unwrap();
    import.apps.into_iter().next().unwrap()
}

/// Everything that a file can hold, changed.
fn other(draft: &AppDraft) -> AppDraft {
    let mut other = draft.clone();
    other.name = "Another \"name\"".into();
    other.description = "Two\nlines".into();
    other.support.email = "new@app.example".into();
    other.support.phone = "1".into();
    other.support.documentation_url = "https://app.example/d".into();
    other.support.support_url = "https://app.example/s".into();
    other
        .redirect_urls
        .insert(0, "http://localhost:1234/cb".into());
    other.scopes.required.push("tickets".into());
    other.scopes.optional = vec!["files".into()];
    other.scopes.conditionally_required = vec!["forms".into()];
    other
}

#[test]
fn every_form_takes_every_field_over_and_keeps_the_rest() {
    for version in ["2023.2", "2025.1", "2026.03", "2026.09-beta", "2026.09"] {
        let app = first(&support::project(version));
        let profile = other(&app.draft);
        let text = updated_text(&app, &profile).unwrap();
        let name = app.file.file_name().unwrap().to_str().unwrap();
        let top = tempfile::tempdir().unwrap();
        let again = first(&put(top.path(), name, text.as_bytes()));
        assert_eq!(compare(&again, &profile), vec![], "{version}");
        assert_eq!((again.uid, again.distribution), (app.uid, app.distribution));
        for kept in [
            "somethingNew",
            "\"it\": \"yet\"",
            "extensions",
            "allowedUrls",
            "logo",
            "permittedUrls",
        ] {
            let before = fs::read_to_string(&app.file).unwrap();
            assert_eq!(
                text.contains(kept),
                before.contains(kept),
                "{version}: {kept}"
            );
        }
    }
}

#[test]
fn only_the_lines_that_differ_change() {
    let app = first(&support::project("2026.09"));
    let mut profile = app.draft.clone();
    profile.description = "Low and high water.".into();
    profile.scopes.required.reverse();
    let before = fs::read_to_string(&app.file).unwrap();
    let expected = before.replace("High and low water.", "Low and high water.");
    assert_eq!(updated_text(&app, &profile).unwrap(), expected);
    assert_eq!(updated_text(&app, &app.draft).unwrap(), before);
}

#[test]
fn placeholders_that_say_the_same_stay() {
    let import = read(&support::project("2025.2")).unwrap();
    let mut dev = import.profiles.iter();
    let dev = dev.find(|profile| profile.name == "dev");
    let app = import.apps[0].with_profile(dev).unwrap();
    let mut profile = app.draft.clone();
    profile.description = "Plain.".into();
    let text = updated_text(&app, &profile).unwrap();
    assert!(text.contains("Harvest ${STAGE}") && text.contains("https://${HOST}/oauth/callback"));
    assert!(!text.contains("What ${STAGE} grows."));
}

#[test]
fn a_file_is_replaced_whole_with_its_mark_and_its_rights() {
    let text = format!("\u{FEFF}{}", support::APP.replace('\n', "\r\n"));
    let top = folder(&[("a-hsmeta.json", &text)]);
    let path = top.path().join("a-hsmeta.json");
    let app = first(&path);
    let profile = other(&app.draft);
    update(&app, &profile).unwrap();
    assert_eq!(compare(&first(&path), &profile), vec![]);
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.starts_with('\u{FEFF}'), "the mark stays");
    assert!(
        !written.replace("\r\n", "").contains('\n'),
        "line ends stay"
    );
    assert_eq!(
        fs::read_dir(top.path()).unwrap().count(),
        1,
        "nothing stays beside it"
    );
    let late = update(&app, &app.draft.clone());
    assert_eq!(
        late.unwrap_err().code,
        Code::FileChanged,
        "it was written since"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
}

#[test]
fn a_profile_that_breaks_a_rule_is_not_written() {
    let top = folder(&[("a-hsmeta.json", support::APP)]);
    let path = top.path().join("a-hsmeta.json");
    let app = first(&path);
    let mut profile = app.draft.clone();
    profile.name = " x".into();
    let refused = update(&app, &profile).unwrap_err();
    assert_eq!(
        (refused.code, &refused.args["at"]),
        (Code::FileBroken, &"config.name".into())
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), support::APP);
    fs::remove_file(&path).unwrap();
    assert_eq!(
        update(&app, &app.draft).unwrap_err().code,
        Code::FileUnreadable
    );
}
