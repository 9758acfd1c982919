use std::fs;

use keeper_core::Code;
use keeper_core::app::{AppDraft, Support};
use keeper_core::scope::AppScopes;
use keeper_projects::{Distribution, ExportedApp, compare, read, write};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{self, put};

fn tides() -> ExportedApp {
    let import = read(&support::project("2026.09")).unwrap();
    ExportedApp {
        draft: import.apps[0].draft.clone(),
        distribution: Distribution::Private,
    }
}

#[test]
fn a_project_is_written_as_hubspot_s_templates_have_it() {
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("tides");
    let files = write(&folder, &tides()).unwrap();
    let names = ["hsproject.json", "src/app/app-hsmeta.json"];
    assert_eq!(files, names.map(|name| folder.join(name)));
    let project: Value = serde_json::from_slice(&fs::read(&files[0]).unwrap()).unwrap();
    assert_eq!(
        project,
        serde_json::json!({"name": "tide_tables", "srcDir": "src", "platformVersion": "2026.09"})
    );
    let own = support::project("2026.09").join("src/app/app-hsmeta.json");
    let mut expected: Value = serde_json::from_slice(&fs::read(own).unwrap()).unwrap();
    expected["config"]["distribution"] = "private".into();
    let written: Value = serde_json::from_slice(&fs::read(&files[1]).unwrap()).unwrap();
    assert_eq!(written, expected, "field by field");
    let left: Vec<_> = fs::read_dir(top.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing stays beside it");
}

#[test]
fn neither_client_id_nor_secret_is_written() {
    let top = tempfile::tempdir().unwrap();
    let mut app = tides();
    app.draft.client_id = "0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f".into();
    app.draft.hubspot_app_id = Some(987_654_321);
    for file in write(&top.path().join("x"), &app).unwrap() {
        let text = fs::read_to_string(file).unwrap();
        assert!(
            !text.contains("0f4bf0a2") && !text.contains("987654321"),
            "{text}"
        );
    }
}

#[test]
fn an_empty_folder_is_filled_and_any_other_is_left_alone() {
    let top = tempfile::tempdir().unwrap();
    let empty = top.path().join("empty");
    fs::create_dir(&empty).unwrap();
    write(&empty, &tides()).unwrap();
    let before = fs::read(empty.join("hsproject.json")).unwrap();
    let again = write(
        &empty,
        &ExportedApp {
            draft: AppDraft {
                name: "Other".into(),
                ..tides().draft
            },
            ..tides()
        },
    );
    assert_eq!(again.unwrap_err().code, Code::ProjectFolderNotEmpty);
    assert_eq!(
        fs::read(empty.join("hsproject.json")).unwrap(),
        before,
        "nothing was overwritten"
    );

    let hidden = put(top.path(), "hidden/.git", b"x");
    let problem = write(hidden.parent().unwrap(), &tides()).unwrap_err();
    assert_eq!(problem.code, Code::ProjectFolderNotEmpty);
    let file = put(top.path(), "file", b"x");
    assert_eq!(
        write(&file, &tides()).unwrap_err().code,
        Code::ProjectFolderNotEmpty
    );
    assert_eq!(fs::read(&file).unwrap(), b"x");
    let inside = write(&file.join("x"), &tides()).unwrap_err();
    assert_eq!(inside.code, Code::FileUnwritable);
    let nowhere = write(&top.path().join("a/b"), &tides()).unwrap_err();
    assert_eq!(
        nowhere.code,
        Code::FileUnwritable,
        "the folder above has to be there"
    );
    assert_eq!(
        fs::read_dir(top.path()).unwrap().count(),
        3,
        "nothing stays behind"
    );
}

#[cfg(unix)]
#[test]
fn a_link_is_not_written_through() {
    let (top, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let link = top.path().join("link");
    std::os::unix::fs::symlink(outside.path(), &link).unwrap();
    let problem = write(&link, &tides()).unwrap_err();
    assert_eq!(problem.code, Code::ProjectFolderNotEmpty);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let top = tempfile::tempdir().unwrap();
    for name in ["", " x", "\u{200B}"] {
        let mut app = tides();
        app.draft.name = name.to_owned();
        let problem = write(&top.path().join("x"), &app).unwrap_err();
        assert_eq!(problem.code, Code::FileBroken, "{name:?}");
        assert_eq!(problem.args["at"], "config.name", "{name:?}");
    }
    assert_eq!(
        fs::read_dir(top.path()).unwrap().count(),
        0,
        "nothing stays behind"
    );
}

fn texts(shape: &'static str) -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(shape, 0..5)
}

prop_compose! {
    /// Drafts as a person may save them.
    fn drafts()(
        name in "[!-~äß東]([ -~äß東]{0,60}[!-~äß東])?",
        description in "[ -~ä\n]{0,80}",
        lines in [ "[!-~]{0,20}", "[!-~]{0,20}", "[!-~]{0,20}", "[!-~]{0,20}" ],
        redirect_urls in texts("https://[a-z]{1,9}\\.example/[a-z\"\\\\?=&]{0,9}"),
        required in texts("[a-z.]{1,20}"),
        optional in texts("[a-z.]{1,20}"),
        conditionally_required in texts("[a-z.]{1,20}"),
    ) -> AppDraft {
        let [email, phone, documentation_url, support_url] = lines;
        AppDraft {
            name, description, redirect_urls,
            support: Support { email, phone, documentation_url, support_url },
            scopes: AppScopes { required, conditionally_required, optional },
            ..AppDraft::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn what_was_written_is_read_as_the_same_draft(draft in drafts()) {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("x");
        let app = ExportedApp { draft, ..ExportedApp::default() };
        write(&folder, &app).unwrap();
        let import = read(&folder).unwrap();
        prop_assert_eq!(&import.apps[0].draft, &app.draft);
        prop_assert_eq!(import.apps[0].distribution, Some(Distribution::Marketplace));
        prop_assert_eq!(compare(&import.apps[0], &app.draft), vec![]);
    }
}
