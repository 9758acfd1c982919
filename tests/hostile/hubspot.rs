use std::time::Duration;

use serde_json::{Value, json};

use crate::siege::{Program, Siege};
use crate::stand::{Call, JSON, Reply, Stand};

/// Answers that mean ill, for any call. `trap` is where a redirect leads.
fn hostile(trap: &Stand) -> Vec<(&'static str, Reply)> {
    let html = "<html><body><h1>Sign in</h1></body></html>".to_owned();
    let to = format!("{}/oauth/2026-09/token", trap.base);
    vec![
        (
            "a redirect that keeps the body",
            Reply::Redirect(307, to.clone()),
        ),
        (
            "a redirect that drops the body",
            Reply::Redirect(302, to.clone()),
        ),
        ("a redirect for good", Reply::Redirect(308, to)),
        ("a body without an end", Reply::Endless),
        ("a page", Reply::Plain(200, "text/html", html.clone())),
        ("a page that says it is JSON", Reply::Plain(200, JSON, html)),
        ("a list", Reply::Plain(200, JSON, "[{}]".to_owned())),
        ("deep JSON", Reply::Plain(200, JSON, "[".repeat(200_000))),
        ("nothing", Reply::Plain(200, JSON, String::new())),
        (
            "bytes",
            Reply::Plain(200, "application/octet-stream", "\u{0}\u{1}".to_owned()),
        ),
    ]
}

#[tokio::test]
async fn a22_a_hostile_exchange_installs_nothing_and_follows_nowhere() {
    let siege = Siege::start().await;
    let trap = Stand::start().await;
    let app = siege.save_app().await;
    for (what, reply) in hostile(&trap) {
        siege.stand.next(Call::Exchange, reply);
        let started = siege.start_flow(&app, None).await;
        let ended = siege.come_back(&started).await;
        assert_eq!(ended.flow["state"], "failed", "{what}: {}", ended.flow);
        assert!(siege.rows().await.is_empty(), "{what}");
    }
    assert!(trap.asked().is_empty(), "no secret went elsewhere");
    siege.install(&app).await;
}

#[tokio::test]
async fn a22_a_hostile_refresh_kills_nothing_and_follows_nowhere() {
    let siege = Siege::start().await;
    let trap = Stand::start().await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    let tokens = siege.row(&id).await["tokens"].clone();
    for (what, reply) in hostile(&trap) {
        siege.stand.next(Call::Refresh, reply);
        let summary = siege.refresh(&id).await;
        assert_eq!(summary["postponed"], 1, "{what}: {summary}");
        let row = siege.row(&id).await;
        assert_eq!(row["health"], "retrying", "{what}");
        assert_eq!(
            row["tokens"], tokens,
            "{what}: the tokens are those from before"
        );
    }
    assert!(trap.asked().is_empty(), "no secret went elsewhere");
    assert_eq!(siege.refresh(&id).await["proven"], 1);
}

#[tokio::test]
async fn a22_hostile_exits_are_no_exits() {
    let siege = Siege::start().await;
    let trap = Stand::start().await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    // A yes in JSON, or an empty one, is a yes: these calls answer with nothing.
    let is_yes = |reply: &Reply| matches!(reply, Reply::Plain(200, kind, _) if *kind == JSON);
    let no = hostile(&trap)
        .into_iter()
        .filter(|(_, reply)| !is_yes(reply));
    for (what, reply) in no {
        for (call, command) in [
            (Call::Revoke, "installation_revoke"),
            (Call::Uninstall, "installation_uninstall"),
        ] {
            siege.stand.next(call, reply.clone());
            let answer = siege.program.call(command, json!({"id": id})).await;
            assert!(answer.is_err(), "{command}, {what}: {answer:?}");
            let row = siege.row(&id).await;
            assert_eq!(row["health"], "healthy", "{command}, {what}");
            assert_ne!(row["tokens"], Value::Null, "{command}, {what}");
        }
    }
    assert!(trap.asked().is_empty(), "no token went elsewhere");
}

#[tokio::test]
async fn a22_wrong_types_never_choose_an_account() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    for hub_id in [
        json!("62515"),
        json!(-5),
        json!(0),
        json!(1.5),
        json!([62_515]),
        json!({}),
    ] {
        let field = json!({"hub_id": hub_id});
        siege.stand.next(Call::Exchange, Reply::With(field.clone()));
        siege.stand.always(Call::Introspect, Reply::With(field));
        let started = siege.start_flow(&app, None).await;
        let visited = crate::siege::visit(&siege.consented(&started)).await;
        assert!(!visited.contains("62515"), "pages echo nothing");
        let rows = siege.rows().await;
        assert_eq!(rows[0]["health"], "held", "{hub_id}: {rows:?}");
        let held = json!({"id": rows[0]["id"]});
        siege.program.must("grant_discard", held).await;
        assert!(siege.rows().await.is_empty(), "{hub_id}");
    }
}

#[tokio::test]
async fn a22_lives_beyond_reason_are_cut() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    for life in [json!(9_000_000_000_000_000_u64), json!(u64::MAX)] {
        let field = json!({"expires_in": life});
        siege.stand.next(Call::Exchange, Reply::With(field));
        let id = siege.install(&app).await;
        let expires = siege.row(&id).await["tokens"]["access_expires_at"]
            .as_i64()
            .unwrap();
        let now = std::time::SystemTime::now();
        let now = now.duration_since(std::time::UNIX_EPOCH).unwrap();
        let day = now + Duration::from_secs(24 * 3600);
        assert!(
            u128::try_from(expires).unwrap() < day.as_millis(),
            "{life}: {expires}"
        );
    }
}
