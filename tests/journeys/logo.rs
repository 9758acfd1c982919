use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

/// A red dot: the smallest PNG that is one.
const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

fn lay(desk: &TestDesk, name: &str, bytes: &[u8]) {
    let folder = desk.directory.path().join("imports");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

async fn logo(desk: &TestDesk, app: &Value) -> Value {
    desk.call("app_get", json!({"id": app})).await["logo"].clone()
}

#[tokio::test]
async fn a_logo_is_chosen_shown_and_taken_away() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    assert_eq!(logo(&desk, &app).await, Value::Null);
    let none = desk.call("app_logo_choose", json!({"app": app})).await;
    assert_eq!(none["logo"], Value::Null, "nothing was chosen");
    lay(&desk, "logo.png", &STANDARD.decode(DOT).unwrap());
    let changed = desk.told("apps_changed");
    let chosen = desk.call("app_logo_choose", json!({"app": app})).await;
    changed.await;
    let address = chosen["logo"].as_str().unwrap();
    let png = address.strip_prefix("data:image/png;base64,").unwrap();
    assert!(address.len() <= 64 * 1024);
    assert!(STANDARD.decode(png).unwrap().starts_with(b"\x89PNG"));
    assert_eq!(logo(&desk, &app).await, chosen["logo"]);

    let mut fields = desk.app_fields(&desk.practice.apps()[0]);
    fields["id"] = app.clone();
    desk.call("app_save", json!({"app": fields})).await;
    let desk = desk.restart().await;
    assert_eq!(logo(&desk, &app).await, chosen["logo"], "it stays");
    desk.call("app_logo_remove", json!({"app": app})).await;
    assert_eq!(logo(&desk, &app).await, Value::Null);
}

#[tokio::test]
async fn a21_a_file_that_is_no_picture_leaves_the_logo_as_it_is() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let dot = STANDARD.decode(DOT).unwrap();
    lay(&desk, "logo.png", &dot);
    let kept = desk.call("app_logo_choose", json!({"app": app})).await["logo"].clone();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>";
    for (bytes, code) in [
        (&svg[..], "LogoNotAnImage"),
        (&dot[..40], "LogoBroken"),
        (&vec![0; 5 * 1024 * 1024 + 1][..], "FileTooLarge"),
    ] {
        lay(&desk, "logo.png", bytes);
        let problem = desk.refused("app_logo_choose", json!({"app": app})).await;
        assert_eq!(problem["code"], code);
        assert_eq!(logo(&desk, &app).await, kept);
    }
    let nobody = json!({"app": "00000000-0000-4000-8000-000000000009"});
    for command in ["app_logo_choose", "app_logo_remove"] {
        assert_eq!(
            desk.refused(command, nobody.clone()).await["code"],
            "AppUnknown"
        );
    }
}
