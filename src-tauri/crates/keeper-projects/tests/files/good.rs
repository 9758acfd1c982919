use keeper_core::app::Support;
use keeper_core::{Code, app};
use keeper_projects::{AppForm, Distribution, read};

use crate::support::{self, APP, PROJECT, folder, put};

#[test]
fn every_platform_version_is_read_from_its_folder_its_project_file_and_the_app_s_file() {
    for (version, file, name, form) in [
        (
            "2023.2",
            "public-app.json",
            "Old Mill Orders",
            AppForm::LegacyPublic,
        ),
        (
            "2025.1",
            "public-app.json",
            "Ledger Sync",
            AppForm::LegacyPublic,
        ),
        (
            "2025.2",
            "app-hsmeta.json",
            "Harvest ${STAGE}",
            AppForm::Hsmeta,
        ),
        ("2026.03", "app-hsmeta.json", "Ferry", AppForm::Hsmeta),
        (
            "2026.09-beta",
            "lantern-hsmeta.json",
            "Lantern",
            AppForm::Hsmeta,
        ),
        (
            "2026.09",
            "app-hsmeta.json",
            "Tide Tables – 潮汐",
            AppForm::Hsmeta,
        ),
    ] {
        let top = support::project(version);
        let file = top.join("src/app").join(file);
        for path in [&top, &top.join("hsproject.json"), &file] {
            let import = read(path).unwrap();
            assert_eq!(import.path, *path, "what was chosen is told");
            assert_eq!(import.apps.len(), 1, "{version} has one app");
            let app = &import.apps[0];
            assert_eq!((app.draft.name.as_str(), app.form), (name, form));
            assert_eq!(
                app.file.canonicalize().unwrap(),
                file.canonicalize().unwrap()
            );
            assert_eq!(app.draft.client_id, "", "files never hold it");
            let project = import.project.unwrap();
            assert_eq!(project.platform_version.as_deref(), Some(version));
        }
    }
}

#[test]
fn every_field_arrives() {
    let import = read(&support::project("2026.09")).unwrap();
    let app = &import.apps[0];
    assert_eq!(app.uid, "tide_tables");
    assert_eq!(app.distribution, Some(Distribution::Marketplace));
    assert_eq!(app.draft.description, "High and low water.");
    let support = Support {
        email: "help@tides.example".into(),
        phone: "+1 800 555 0100".into(),
        documentation_url: "https://tides.example/docs".into(),
        support_url: "https://tides.example/help".into(),
    };
    assert_eq!(app.draft.support, support);
    assert_eq!(
        app.draft.redirect_urls,
        ["http://localhost:3917/oauth-callback"]
    );
    let left: Vec<_> = app::check(&app.draft)
        .into_iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(
        left,
        [Code::ClientIdMissing],
        "only that is left to fill in"
    );

    let ferry = read(&support::project("2026.03")).unwrap();
    let scopes = &ferry.apps[0].draft.scopes;
    assert_eq!(scopes.required.len(), 3);
    assert_eq!(scopes.optional, ["crm.objects.companies.read"]);
    assert_eq!(scopes.conditionally_required, ["crm.objects.custom.read"]);
    let ledger = read(&support::project("2025.1")).unwrap();
    let ledger = &ledger.apps[0];
    assert_eq!(ledger.draft.description, "Keeps a ledger.\nIn two lines.");
    assert_eq!(ledger.distribution, None, "old files don't say");
    assert_eq!(ledger.draft.scopes.conditionally_required, ["tickets"]);
}

#[test]
fn all_apps_of_a_project_are_listed_and_other_components_are_not() {
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("src/app/b-hsmeta.json", &support::app("b")),
        ("src/app/a-hsmeta.json", &support::app("a")),
        (
            "src/app/cards/card-hsmeta.json",
            r#"{"uid": "c", "type": "card", "config": 5}"#,
        ),
        ("src/app/node_modules/x/x-hsmeta.json", "broken"),
        ("src/.git/x-hsmeta.json", "broken"),
        ("src/app/notes.json", "broken"),
        ("src/app/app.json", r#"{"expo": {}}"#),
        ("other/o-hsmeta.json", "broken"),
    ]);
    let import = read(top.path()).unwrap();
    let uids: Vec<_> = import.apps.iter().map(|app| app.uid.as_str()).collect();
    assert_eq!(uids, ["a", "b"], "in the order of their files");
    assert_eq!(import.findings, vec![]);
    let inner = read(&top.path().join("src/app")).unwrap();
    assert_eq!(inner.apps.len(), 2, "a folder inside holds its own");
    assert_eq!(inner.project.unwrap().folder, top.path());
}

#[test]
fn apps_with_a_fixed_token_are_left_out_beside_others_and_refused_alone() {
    let fixed = APP
        .replace("\"an_app\"", "\"fixed\"")
        .replace(
            "\"oauth\",\n      \"redirect",
            "\"static\",\n      \"redirect",
        )
        .replace("\"marketplace\"", "\"private\"");
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("src/app/a-hsmeta.json", APP),
        ("src/app/b-hsmeta.json", &fixed),
    ]);
    let import = read(top.path()).unwrap();
    assert_eq!(import.apps.len(), 1);
    assert_eq!(import.findings[0].code, Code::AppFileStaticAuth);
    let alone = read(&top.path().join("src/app/b-hsmeta.json")).unwrap_err();
    assert_eq!(alone.code, Code::AppFileStaticAuth);
    std::fs::remove_file(top.path().join("src/app/a-hsmeta.json")).unwrap();
    assert_eq!(read(top.path()).unwrap_err().code, Code::AppFileStaticAuth);
}

#[test]
fn private_apps_are_recognised() {
    let private = r#"{"name": "P", "uid": "p", "scopes": ["tickets"], "public": false}"#;
    let top = folder(&[
        (
            "hsproject.json",
            r#"{"name": "p", "srcDir": "src", "platformVersion": "2025.1"}"#,
        ),
        ("src/app/app.json", private),
    ]);
    for path in [
        top.path().to_path_buf(),
        top.path().join("src/app/app.json"),
    ] {
        assert_eq!(read(&path).unwrap_err().code, Code::AppFilePrivate);
    }
    let copy = put(top.path(), "copy.json", private.as_bytes());
    assert_eq!(read(&copy).unwrap_err().code, Code::AppFilePrivate);
}

#[test]
fn copies_are_told_by_what_stands_in_them() {
    let legacy = std::fs::read(support::project("2025.1").join("src/app/public-app.json")).unwrap();
    let top = folder(&[("app-hsmeta.json.bak", APP)]);
    let copy = put(top.path(), "old copy.json", &legacy);
    assert_eq!(read(&copy).unwrap().apps[0].form, AppForm::LegacyPublic);
    let bak = top.path().join("app-hsmeta.json.bak");
    let import = read(&bak).unwrap();
    assert_eq!(import.apps[0].form, AppForm::Hsmeta);
    assert_eq!(import.project, None, "no project is above");
}

#[test]
fn byte_order_mark_and_line_ends_of_windows_are_fine() {
    let text = format!("\u{FEFF}{}", APP.replace('\n', "\r\n"));
    let top = folder(&[("a-hsmeta.json", &text)]);
    let path = top.path().join("a-hsmeta.json");
    assert_eq!(read(&path).unwrap().apps[0].uid, "an_app");
    let broken = text.replace("\"https://app.example/cb\"", "5");
    let path = put(top.path(), "b-hsmeta.json", broken.as_bytes());
    let (_, line, at, _) = support::told(&read(&path).unwrap_err());
    assert_eq!(line, Some(12), "lines are counted as an editor does");
    assert_eq!(at.as_deref(), Some("config.auth.redirectUrls[1]"));
}

#[test]
fn the_files_to_watch_are_named() {
    let top = support::project("2025.2");
    let import = read(&top).unwrap();
    let mut names: Vec<_> = import
        .files()
        .iter()
        .map(|file| {
            file.strip_prefix(&top)
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let expected = [
        "hsproject.json",
        "src/app/app-hsmeta.json",
        "src/hsprofile.dev.json",
        "src/hsprofile.prod.json",
    ];
    assert_eq!(names, expected);
}

#[test]
fn a23_names_are_made_visible_and_their_blanks_stay() {
    let odd = APP
        .replace("\"An app\"", "\"Old\\u202E  Mill\\u0007 Ltd\"")
        .replace("\"Does things.\"", "\"One\\nTwo\\u200B\\u0000\"");
    let top = folder(&[("a-hsmeta.json", &odd)]);
    let import = read(&top.path().join("a-hsmeta.json")).unwrap();
    let draft = &import.apps[0].draft;
    assert_eq!(draft.name, "Old  Mill Ltd");
    assert_eq!(draft.description, "One\nTwo");
}
