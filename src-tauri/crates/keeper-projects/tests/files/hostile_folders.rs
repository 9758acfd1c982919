//! Folders that lead out, hold too much, or aren't what they look like.

use std::fs;
use std::path::Path;

use keeper_core::Code;
use keeper_projects::read;

use crate::support::{self, APP, PROJECT, folder, put, told};

fn refused(top: &Path) -> Code {
    read(top).unwrap_err().code
}

#[test]
fn a21_a_source_folder_that_leads_out_is_refused() {
    let outside = folder(&[("app-hsmeta.json", APP)]);
    let absolute = outside.path().display().to_string();
    for source in [
        "..",
        "../src",
        "src/../..",
        "src/..",
        "/",
        "/etc",
        absolute.as_str(),
        "C:\\\\src",
        "..\\\\src",
        "\\\\\\\\host\\\\share",
        "src\\u0000",
        "",
        "a\\n",
    ] {
        let text = format!("{{\n\"name\": \"p\",\n\"srcDir\": \"{source}\"}}");
        let top = folder(&[("hsproject.json", &text), ("src/app-hsmeta.json", APP)]);
        let problem = read(top.path()).unwrap_err();
        let (code, line, at, reason) = told(&problem);
        assert_eq!(code, Code::FileBroken, "{source}: {problem:?}");
        assert_eq!((line, at.as_deref()), (Some(3), Some("srcDir")), "{source}");
        assert_eq!(reason, "expected a folder inside the project", "{source}");
    }
}

#[test]
fn broken_files_of_a_project_refuse_it_whole() {
    for (name, text) in [
        ("hsproject.json", "{\"name\": \"p\"}"),
        ("hsproject.json", "{\"name\": 5, \"srcDir\": \"src\"}"),
        ("hsproject.json", "[\"p\", \"src\"]"),
        (
            "hsproject.json",
            "{\"name\": \"p\", \"srcDir\": \"src\", \"platformVersion\": 2025.2}",
        ),
        ("src/app/b-hsmeta.json", "{"),
        ("src/app/b-hsmeta.json", "{\"uid\": \"b\"}"),
    ] {
        let top = folder(&[("hsproject.json", PROJECT), ("src/app/a-hsmeta.json", APP)]);
        put(top.path(), name, text.as_bytes());
        let problem = read(top.path()).unwrap_err();
        let (code, line, ..) = told(&problem);
        assert_eq!(
            (code, line),
            (Code::FileBroken, Some(1)),
            "{name} {text}: {problem:?}"
        );
        let path = problem.args["path"].as_str().unwrap();
        assert!(
            path.ends_with(name.rsplit('/').next().unwrap()),
            "the file is named: {path}"
        );
    }
}

#[test]
fn two_apps_of_one_identifier_are_refused() {
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("src/app/a-hsmeta.json", APP),
        ("src/app/b-hsmeta.json", APP),
    ]);
    let (code, line, at, _) = told(&read(top.path()).unwrap_err());
    assert_eq!(
        (code, line, at.as_deref()),
        (Code::FileBroken, Some(2), Some("uid"))
    );
}

#[test]
fn what_is_not_there_or_no_app_is_said() {
    let top = folder(&[
        ("notes/a.txt", "x"),
        ("empty/hsproject.json", PROJECT),
        ("gone/x", ""),
    ]);
    assert_eq!(refused(&top.path().join("nothing")), Code::FileUnreadable);
    assert_eq!(
        refused(&top.path().join("notes/a.txt/b")),
        Code::FileUnreadable
    );
    assert_eq!(refused(&top.path().join("notes")), Code::FileNotAnApp);
    assert_eq!(
        refused(&top.path().join("empty")),
        Code::FileUnreadable,
        "no source folder"
    );
    fs::create_dir(top.path().join("empty/src")).unwrap();
    assert_eq!(refused(&top.path().join("empty")), Code::FileNotAnApp);
    assert_eq!(
        refused(&top.path().join("gone/hsproject.json")),
        Code::FileUnreadable
    );
}

#[test]
fn a_folder_named_like_a_file_is_a_folder() {
    let top = folder(&[
        ("hsproject.json", PROJECT),
        ("src/x-hsmeta.json/a-hsmeta.json", APP),
        ("src/hsprofile.dev.json/x", ""),
    ]);
    let import = read(top.path()).unwrap();
    assert_eq!((import.apps.len(), import.profiles.len()), (1, 0));
    let odd = folder(&[("hsproject.json/x", ""), ("app-hsmeta.json/x", "")]);
    assert_eq!(refused(odd.path()), Code::FileNotAnApp);
    assert_eq!(
        refused(&odd.path().join("app-hsmeta.json")),
        Code::FileNotAnApp
    );
}

#[test]
fn a21_too_many_files_too_deep_or_too_large_are_refused() {
    let top = folder(&[("hsproject.json", PROJECT), ("src/a-hsmeta.json", APP)]);
    for place in 0..2_000 {
        fs::write(top.path().join(format!("src/{place}.txt")), "").unwrap();
    }
    assert_eq!(refused(top.path()), Code::FolderTooLarge);
    let one = read(&top.path().join("src/a-hsmeta.json"));
    assert_eq!(
        one.unwrap_err().code,
        Code::FolderTooLarge,
        "profiles are looked for there"
    );

    let deep = folder(&[("hsproject.json", PROJECT)]);
    put(
        deep.path(),
        &format!("src/{}a-hsmeta.json", "d/".repeat(16)),
        APP.as_bytes(),
    );
    assert!(read(deep.path()).is_ok(), "the limit itself fits");
    put(deep.path(), &format!("src/{}b", "e/".repeat(17)), b"");
    assert_eq!(refused(deep.path()), Code::FolderTooLarge);

    let heavy = folder(&[("hsproject.json", PROJECT)]);
    let room = " ".repeat(1024 * 1024 - 2_000);
    for place in 0..17 {
        let app = support::app(&format!("a{place}"));
        put(
            heavy.path(),
            &format!("src/{place}-hsmeta.json"),
            format!("{app}{room}").as_bytes(),
        );
    }
    assert_eq!(refused(heavy.path()), Code::FolderTooLarge);
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    #[test]
    fn a21_links_beneath_the_chosen_folder_are_not_followed() {
        let outside = folder(&[("app-hsmeta.json", APP), ("hsprofile.x.json", "broken")]);
        let top = folder(&[
            ("hsproject.json", PROJECT),
            ("src/own-hsmeta.json", &support::app("own")),
        ]);
        let src = top.path().join("src");
        symlink(outside.path(), src.join("folder")).unwrap();
        symlink(
            outside.path().join("app-hsmeta.json"),
            src.join("x-hsmeta.json"),
        )
        .unwrap();
        symlink(
            outside.path().join("hsprofile.x.json"),
            src.join("hsprofile.x.json"),
        )
        .unwrap();
        symlink("..", src.join("loop")).unwrap();
        symlink("nowhere", src.join("y-hsmeta.json")).unwrap();
        let import = read(top.path()).unwrap();
        assert_eq!(import.apps.len(), 1, "its own only");
        assert_eq!(import.apps[0].uid, "own");
        assert_eq!(import.profiles, vec![]);
    }

    #[test]
    fn a21_a_source_folder_that_is_a_link_is_refused() {
        let outside = folder(&[("src/app-hsmeta.json", APP)]);
        let top = folder(&[("hsproject.json", PROJECT)]);
        symlink(outside.path().join("src"), top.path().join("src")).unwrap();
        assert_eq!(refused(top.path()), Code::FileUnreadable);
        let inner = folder(&[("hsproject.json", r#"{"name": "p", "srcDir": "a/src"}"#)]);
        symlink(outside.path(), inner.path().join("a")).unwrap();
        assert_eq!(
            refused(inner.path()),
            Code::FileUnreadable,
            "on the way there, too"
        );
    }

    #[test]
    fn a21_a_project_file_that_is_a_link_makes_no_project() {
        let outside = folder(&[("hsproject.json", PROJECT)]);
        let top = folder(&[("src/app-hsmeta.json", APP)]);
        let link = top.path().join("hsproject.json");
        symlink(outside.path().join("hsproject.json"), &link).unwrap();
        assert_eq!(read(top.path()).unwrap().project, None);
        assert_eq!(refused(&link), Code::FileUnreadable);
    }

    #[test]
    fn what_a_person_chose_may_be_a_link() {
        let outside = folder(&[("hsproject.json", PROJECT), ("src/app-hsmeta.json", APP)]);
        let top = tempfile::tempdir().unwrap();
        symlink(outside.path(), top.path().join("link")).unwrap();
        assert!(read(&top.path().join("link")).is_ok());
    }

    #[test]
    fn a21_pipes_sockets_and_devices_are_never_opened() {
        let top = folder(&[("hsproject.json", PROJECT), ("src/own-hsmeta.json", APP)]);
        let pipe = top.path().join("src/pipe-hsmeta.json");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).unwrap();
        let profile = top.path().join("hsprofile.pipe.json");
        mknodat(CWD, &profile, FileType::Fifo, Mode::RWXU, 0).unwrap();
        let socket = top.path().join("src/socket-hsmeta.json");
        let _open = UnixListener::bind(&socket).unwrap();
        for path in [
            &pipe,
            &socket,
            Path::new("/dev/zero"),
            Path::new("/dev/tty"),
        ] {
            let problem = read(path).unwrap_err();
            assert_eq!(problem.code, Code::FileUnreadable, "{}", path.display());
        }
        let import = read(top.path()).unwrap();
        assert_eq!(
            (import.apps.len(), import.profiles.len()),
            (1, 0),
            "they are passed over"
        );
    }
}
