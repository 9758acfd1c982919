use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect};
use keeper_api::{Api, Options, SCHEME};
use keeper_core::event::Event;
use keeper_core::needs::{Answer, Browser};
use keeper_tests::bridge::Bridge;
use keeper_tests::desk::{DEADLINE, TestDesk, free_port};
use keeper_tests::desktop::{self, HandClock, page_title};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn port_of(redirect_url: &str) -> u16 {
    let (_, rest) = redirect_url.split_once("localhost:").unwrap();
    rest.split('/').next().unwrap().parse().unwrap()
}

/// A desk with an app that has two redirect URLs.
async fn two_ways() -> (TestDesk, Value, String) {
    let desk = TestDesk::start().await;
    let other = format!("http://localhost:{}/other", free_port());
    let app = &desk.practice.apps()[0];
    let urls = json!({"client_id": app.client_id, "redirect_urls": [desk.redirect_url, other]});
    desk.control("app", urls).await;
    let mut fields = desk.app_fields(app);
    fields["redirect_urls"] = json!([desk.redirect_url, other]);
    let saved = desk.call("app_save", json!({"app": fields})).await;
    (desk, saved["id"].clone(), other)
}

async fn start_at(desk: &TestDesk, app: &Value, redirect_url: &str) -> Value {
    let order = json!({"app": app, "redirect_url": redirect_url, "open_browser": false});
    desk.call("install_start", order).await
}

#[tokio::test]
async fn two_authorizations_at_a_time_on_two_ports() {
    let (desk, app, other) = two_ways().await;
    let first = start_at(&desk, &app, &desk.redirect_url).await;
    let second = start_at(&desk, &app, &other).await;
    let (one, two) = (desk.account("STANDARD", 0), desk.account("STANDARD", 1));
    let late = desk.consent(&first, one).await;
    let early = desk.consent(&second, two).await;
    desk.visit(&early).await;
    desk.visit(&late).await;
    for (started, hub_id) in [(&first, one), (&second, two)] {
        let done = desk.flow_at(&started["flow"], &["done", "failed"]).await;
        assert_eq!(desk.row(&done["installation"]).await["hub_id"], hub_id);
    }
}

#[tokio::test]
async fn a_second_authorization_on_one_port_is_refused_with_the_firsts_name() {
    let (desk, app, other) = two_ways().await;
    let first = start_at(&desk, &app, &desk.redirect_url).await;
    let order = json!({"app": app, "redirect_url": desk.redirect_url, "open_browser": false});
    let refused = desk.refused("install_start", order.clone()).await;
    assert_eq!(refused["code"], "FlowOnSameRedirectUrl");
    assert_eq!(refused["args"]["flow"], first["flow"]);
    let armed = json!({"app": app, "redirect_url": desk.redirect_url});
    let armed = desk.refused("install_arm", armed).await;
    assert_eq!(armed["code"], "FlowOnSameRedirectUrl");
    start_at(&desk, &app, &other).await;
    desk.call("install_cancel", json!({"flow": first["flow"]}))
        .await;
    desk.call("install_start", order).await;
}

#[tokio::test]
async fn a_port_that_cannot_be_had_is_gone_around_by_pasting() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let port = port_of(&desk.redirect_url);
    let _holder = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let mut order = json!({"app": app, "redirect_url": desk.redirect_url, "open_browser": false});
    let refused = desk.refused("install_start", order.clone()).await;
    assert_eq!(refused["code"], "RedirectPortBusy");
    order["by_paste"] = json!(true);
    let found = desk.call("install_preflight", order.clone()).await;
    let first = &found["findings"][0];
    assert_eq!(
        (&first["code"], &first["level"]),
        (&json!("RedirectPortBusy"), &json!("warn"))
    );
    let started = desk.call("install_start", order).await;
    let waiting = desk
        .call("install_status", json!({"flow": started["flow"]}))
        .await;
    assert_eq!(waiting["listening"], false, "{waiting}");
    let redirect = desk.consent(&started, desk.account("STANDARD", 0)).await;
    let pasted = json!({"flow": started["flow"], "text": redirect});
    desk.call("install_paste", pasted).await;
    desk.flow_at(&started["flow"], &["done"]).await;
}

#[tokio::test]
async fn what_the_listener_refuses_is_told_with_its_reason() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let prefetch = client
        .get(&desk.redirect_url)
        .header("Sec-Purpose", "prefetch");
    assert_eq!(prefetch.send().await.unwrap().status(), 400);
    desk.visit(&format!("{}?code=x&state=wrong", desk.redirect_url))
        .await;
    let flow = json!({"flow": started["flow"]});
    let is_told = |status: &Value| status["stray_hits"] == 2;
    let told = desk.until("install_status", flow, is_told).await;
    let expected = json!([
        {"reason": "prefetch", "count": 1},
        {"reason": "wrong_state", "count": 1},
    ]);
    assert_eq!(told["refused_hits"], expected);
    assert_eq!(told["state"], "waiting");
}

#[tokio::test]
async fn the_code_and_the_state_alone_can_be_pasted() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let redirect = desk.consent(&started, desk.account("STANDARD", 0)).await;
    let (_, query) = redirect.split_once('?').unwrap();
    let pasted = json!({"flow": started["flow"], "text": format!("  {query} ")});
    desk.call("install_paste", pasted).await;
    desk.flow_at(&started["flow"], &["done"]).await;
}

#[tokio::test]
async fn a_browser_that_comes_with_https_is_noticed_and_the_flow_goes_on() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let mut knock = TcpStream::connect(("127.0.0.1", port_of(&desk.redirect_url)))
        .await
        .unwrap();
    // The beginning of a TLS ClientHello (RFC 8446, section 4.1.2).
    knock
        .write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        .await
        .unwrap();
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(DEADLINE, knock.read_to_end(&mut rest)).await;
    assert!(
        closed.is_ok() && rest.is_empty(),
        "it is closed without a word"
    );
    let is_noticed = |status: &Value| status["https_knocks"] == 1;
    let flow = json!({"flow": started["flow"]});
    let noticed = desk.until("install_status", flow, is_noticed).await;
    assert_eq!(
        (&noticed["state"], &noticed["stray_hits"]),
        (&json!("waiting"), &json!(0))
    );
    let redirect = desk.consent(&started, desk.account("STANDARD", 0)).await;
    desk.visit(&redirect).await;
    desk.flow_at(&started["flow"], &["done"]).await;
}

#[tokio::test]
async fn the_browsers_page_says_why_it_ended() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let url = started["authorize_url"].as_str().unwrap();
    let (_, state) = url.split_once("state=").unwrap();
    let denied = format!("{}?error=CANARYerror&state={state}", desk.redirect_url);
    let (_, location) = desk.visit(&denied).await;
    let origin = format!("http://localhost:{}", port_of(&desk.redirect_url));
    let page = desk.page(&format!("{origin}{}", location.unwrap())).await;
    assert!(page.contains(&page_title("failed")), "{page}");
    assert!(page.contains("HubSpot sent a refusal"), "{page}");
    assert!(
        !page.contains("CANARY"),
        "nothing of the hit is in it: {page}"
    );
}

#[tokio::test]
async fn a1_a_night_during_a_flow_ends_it_and_a_nap_does_not() {
    let clock = Arc::new(HandClock::default());
    let desk = TestDesk::start_by(Arc::clone(&clock) as _).await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    clock.advance(Duration::from_secs(8 * 60));
    let redirect = desk.consent(&started, desk.account("STANDARD", 0)).await;
    desk.visit(&redirect).await;
    desk.flow_at(&started["flow"], &["done"]).await;

    let started = desk.start_install(&app, None).await;
    let redirect = desk.consent(&started, desk.account("STANDARD", 1)).await;
    clock.advance(Duration::from_secs(8 * 60 * 60));
    let ended = desk.flow_at(&started["flow"], &["failed"]).await;
    assert_eq!(ended["problem"]["code"], "FlowExpired");
    let late = json!({"flow": started["flow"], "text": redirect});
    assert_eq!(
        desk.refused("install_paste", late).await["code"],
        "FlowExpired"
    );
    let again = desk.start_install(&app, None).await;
    assert_ne!(again["flow"], started["flow"], "the port was let go");
}

#[tokio::test]
async fn a_link_that_answers_nothing_is_told() {
    let desk = TestDesk::start().await;
    let mut events = desk.api.events();
    desk.api
        .redirect_arrived("portalkeeper://oauth/callback?code=1&state=2".into())
        .await;
    let told = tokio::time::timeout(DEADLINE, async {
        while !matches!(
            events.recv().await.unwrap().event,
            Event::LinkRefused { .. }
        ) {}
    });
    told.await.expect("it is told");
}

/// A desktop that carries links round, if it is told to.
#[derive(Default)]
struct Desktop(Mutex<Vec<String>>);

impl Browser for Desktop {
    fn open<'a>(&'a self, url: &'a str) -> Answer<'a, ()> {
        self.0.lock().unwrap().push(url.to_owned());
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_link_goes_the_whole_way_round_and_another_ones_nonce_does_not() {
    let directory = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::default());
    let options = Options {
        browser: Arc::clone(&desktop) as _,
        ..desktop::options(directory.path(), None)
    };
    let api = Arc::new(Api::open(options).await.unwrap());
    let tested = Arc::clone(&api);
    let testing = tokio::spawn(async move { tested.call("scheme_test", json!({})).await });
    let sent = tokio::time::timeout(DEADLINE, async {
        loop {
            if let Some(link) = desktop.0.lock().unwrap().first() {
                return link.clone();
            }
            tokio::task::yield_now().await;
        }
    });
    let sent = sent.await.expect("a link is sent");
    assert!(
        sent.starts_with(SCHEME) && sent.contains("?test="),
        "{sent}"
    );
    let mut events = api.events();
    api.redirect_arrived(format!("{sent}x")).await;
    let refused = events.recv().await.unwrap();
    assert!(
        matches!(refused.event, Event::LinkRefused { .. }),
        "{refused:?}"
    );
    api.redirect_arrived(sent.clone()).await;
    let took = testing.await.unwrap().unwrap();
    assert!(took["took_ms"].is_u64(), "{took}");
    api.redirect_arrived(sent).await;
    let again = events.recv().await.unwrap();
    assert!(
        matches!(again.event, Event::LinkRefused { .. }),
        "once: {again:?}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_scheme_is_registered_with_the_desktop_and_taken_back() {
    let desk = TestDesk::start().await;
    let directory = tempfile::tempdir().unwrap();
    let binary = env!("CARGO_BIN_EXE_bridge");
    let practice = &desk.practice;
    let bridge = Bridge::start(binary, directory.path(), practice.api(), practice.pages()).await;
    let ask = async |name: &str| bridge.call(name, json!({})).await.unwrap();
    let before = ask("scheme_status").await;
    assert_eq!(
        (&before["ours"], &before["handler"]),
        (&json!(false), &Value::Null),
        "{before}"
    );
    let registered = ask("scheme_register").await;
    assert_eq!(
        (&registered["ours"], &registered["can_remove"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        registered["command"], "portalkeeper %u",
        "unquoted, and with the link"
    );
    let folder = directory.path().join("home/share/applications");
    let name = registered["handler"].as_str().unwrap();
    let entry = std::fs::read_to_string(folder.join(name)).unwrap();
    assert!(
        entry.contains("MimeType=x-scheme-handler/portalkeeper;"),
        "{entry}"
    );
    let removed = ask("scheme_remove").await;
    assert_eq!(
        (&removed["ours"], &removed["can_remove"]),
        (&json!(false), &json!(false))
    );
    assert!(!folder.join(name).exists());
}

/// Somebody's host, with these pages.
async fn host(page: String) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let crlf = page.replace('\n', "\r\n");
    let injected = page.replace("</main>", "<script>steal()</script></main>");
    let endless = "x".repeat(1 << 20);
    let routes = Router::new()
        .route("/relay", axum::routing::get(|| async { Html(page) }))
        .route("/crlf", axum::routing::get(|| async { Html(crlf) }))
        .route("/injected", axum::routing::get(|| async { Html(injected) }))
        .route("/long", axum::routing::get(|| async { Html(endless) }))
        .route(
            "/moved",
            axum::routing::get(|| async { Redirect::permanent("/relay") }),
        )
        .route(
            "/teapot",
            axum::routing::get(|| async {
                (
                    StatusCode::IM_A_TEAPOT,
                    [(header::CONTENT_TYPE, "text/plain")],
                    "no",
                )
                    .into_response()
            }),
        );
    tokio::spawn(async move { axum::serve(listener, routes).await });
    base
}

#[tokio::test]
async fn the_relay_page_is_exported_and_its_published_copy_compared() {
    let desk = TestDesk::start().await;
    let exported = desk.call("relay_export", json!({})).await;
    let page = std::fs::read_to_string(exported["path"].as_str().unwrap()).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("Content-Security-Policy"));
    let base = host(page).await;
    let nobody = format!("http://localhost:{}", free_port());
    for (url, code) in [
        (format!("{base}/relay"), "RelayPublished"),
        (format!("{base}/crlf"), "RelayPublished"),
        (format!("{base}/injected"), "RelayDiffers"),
        (format!("{base}/long"), "RelayDiffers"),
        (format!("{base}/moved"), "RelayRedirects"),
        (format!("{base}/teapot"), "RelayMissing"),
        (format!("{base}/nothing"), "RelayMissing"),
        (format!("{nobody}/relay"), "RelayUnreachable"),
    ] {
        let checked = desk.call("relay_check", json!({"redirect_url": url})).await;
        assert_eq!(checked["finding"]["code"], code, "{url}: {checked}");
    }
    for (url, code) in [
        ("file:///etc/passwd", "RedirectUrlScheme"),
        ("http://192.0.2.1/relay", "RedirectUrlIpAddress"),
        ("http://example.com/relay", "RedirectUrlHost"),
    ] {
        let refused = desk
            .refused("relay_check", json!({"redirect_url": url}))
            .await;
        assert_eq!(refused["code"], code, "{url}");
    }
}

/// Sets a grant aside for `account`, while another one was asked for.
async fn set_aside(desk: &TestDesk, app: &Value, account: u64) -> Value {
    let asked = desk.account("STANDARD", 0);
    let started = desk.start_install(app, Some(asked)).await;
    let redirect = desk.consent(&started, account).await;
    desk.visit(&redirect).await;
    let ended = desk
        .flow_at(&started["flow"], &["quarantined", "done"])
        .await;
    assert_eq!(ended["state"], "quarantined", "{ended}");
    ended["installation"].clone()
}

#[tokio::test]
async fn a27_a_grant_is_revoked_only_when_nobody_else_has_its_token() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let other = desk.account("STANDARD", 1);
    let known = desk.install(&app, other).await;
    // HubSpot gives out the same refresh token on reauthorizing.
    let shared = set_aside(&desk, &app, other).await;
    let row = desk.row(&shared).await;
    assert_eq!(row["tokens"]["shared_with"], json!([known]), "{row}");
    let refused = desk.refused("grant_revoke", json!({"id": shared})).await;
    assert_eq!(refused["code"], "TokenShared");
    assert_eq!(
        desk.refresh(&[&known]).await["proven"],
        1,
        "the other one lives"
    );
    desk.call("grant_discard", json!({"id": shared})).await;
    assert_eq!(
        desk.refresh(&[&known]).await["proven"],
        1,
        "discarding wipes here only"
    );

    desk.control("switch", json!({"same_token_on_reauthorize": false}))
        .await;
    let own = set_aside(&desk, &app, other).await;
    assert_eq!(desk.row(&own).await["tokens"]["shared_with"], json!([]));
    desk.call("grant_revoke", json!({"id": own})).await;
    assert_eq!(desk.refresh(&[&known]).await["proven"], 1, "and lives on");
    let gone = desk.refused("grant_keep", json!({"id": own})).await;
    assert_eq!(gone["code"], "InstallationUnknown");
}
