use std::sync::Arc;
use std::time::Duration;

use keeper_api::Api;
use keeper_tests::desk::free_port;
use keeper_tests::desktop::{HandClock, page_title};
use serde_json::{Value, json};

use crate::siege::{CODE, Program, Siege, breath, state_of, visit};
use crate::stand::{Call, HUB, Reply};

/// The code of somebody else's authorization.
const STRANGERS: &str = "CANARYstrangersx8Vn3Qw6Zt1Lk5Jd9Pf";

impl Siege<Api> {
    async fn arm(&self, app: &Value) -> Value {
        let args = json!({"app": app, "redirect_url": self.redirect_url});
        self.program.must("install_arm", args).await["flow"].clone()
    }

    async fn flow(&self, flow: &Value) -> Value {
        let args = json!({"flow": flow});
        self.program.must("install_status", args).await
    }

    /// A browser comes with a code and no state, as from an install link.
    async fn elsewhere(&self, code: &str) -> String {
        visit(&format!("{}?code={code}", self.redirect_url)).await
    }

    async fn flow_at(&self, flow: &Value, state: &str) -> Value {
        let is_there = |status: &Value| status["state"] == state;
        let args = json!({"flow": flow});
        self.program.until("install_status", args, is_there).await
    }

    async fn confirm(&self, flow: &Value) -> Value {
        self.program
            .must("install_confirm", json!({"flow": flow}))
            .await;
        self.end_of(flow).await
    }
}

#[tokio::test]
async fn an_installation_started_elsewhere_is_kept_after_two_confirmations() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let flow = siege.arm(&app).await;
    let page = siege.elsewhere(CODE).await;
    assert!(page.contains(&page_title("confirm")), "{page}");
    let asking = siege.flow(&flow).await;
    assert_eq!(asking["state"], "asking", "{asking}");
    assert!(asking["arrived_at"].is_i64(), "{asking}");
    assert!(
        siege.stand.asked().is_empty(),
        "nothing before the first word"
    );

    let ended = siege.confirm(&flow).await;
    assert_eq!(ended["state"], "quarantined", "{ended}");
    assert_eq!(ended["problem"]["code"], "GrantUnconfirmed");
    let grant = siege.row(&ended["installation"]).await;
    assert_eq!(grant["code"], "GrantUnconfirmed");
    assert_eq!(grant["hub_id"], HUB);
    let told = &grant["unconfirmed"];
    let known = [&told["domain"], &told["user"], &told["name"]];
    assert_eq!(
        known,
        ["oldmill.example", "maya@oldmill.example", "Old Mill"]
    );
    assert_eq!(told["renews"], Value::Null);

    let kept = json!({"id": ended["installation"]});
    let kept = siege.program.must("grant_keep", kept).await;
    let row = siege.row(&kept["id"]).await;
    assert_eq!(
        (&row["kind"], &row["health"]),
        (&json!("installation"), &json!("healthy"))
    );
    assert_eq!(siege.rows().await.len(), 1, "nothing is doubled");
}

#[tokio::test]
async fn a25_a_strangers_code_ends_with_no() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let flow = siege.arm(&app).await;
    siege.elsewhere(STRANGERS).await;
    siege
        .program
        .must("install_cancel", json!({"flow": flow}))
        .await;
    assert_eq!(siege.flow(&flow).await["problem"]["code"], "FlowCancelled");
    assert!(siege.stand.asked().is_empty(), "the code was never sent");
    let late = Program::call(&siege.program, "install_confirm", json!({"flow": flow})).await;
    assert_eq!(late.unwrap_err()["code"], "FlowExpired");

    // Said yes too early; the second question shows whose account it is.
    let flow = siege.arm(&app).await;
    siege.elsewhere(STRANGERS).await;
    let ended = siege.confirm(&flow).await;
    let discard = json!({"id": ended["installation"]});
    siege.program.must("grant_discard", discard).await;
    assert!(siege.rows().await.is_empty());
    assert_eq!(siege.stand.count(Call::Revoke), 0, "HubSpot is not told");
}

#[tokio::test]
async fn a25_a_hit_with_a_state_is_turned_away() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let flow = siege.arm(&app).await;
    for query in [
        format!("code={STRANGERS}&state=guess"),
        format!("code={STRANGERS}&state="),
        format!("code={STRANGERS}&code={STRANGERS}"),
        "error=access_denied".to_owned(),
        String::new(),
    ] {
        let page = visit(&format!("{}?{query}", siege.redirect_url)).await;
        assert!(page.contains(&page_title("stray")), "{query}: {page}");
    }
    let link = format!("portalkeeper://oauth/callback?code={STRANGERS}");
    siege.program.redirect_arrived(link).await;
    let pasted = json!({"flow": flow, "text": format!("{}?code={STRANGERS}", siege.redirect_url)});
    let pasted = Program::call(&siege.program, "install_paste", pasted).await;
    assert_eq!(pasted.unwrap_err()["code"], "RedirectNonsense");
    let with_state = json!({"flow": flow, "text": format!("code={STRANGERS}&state=x")});
    let with_state = Program::call(&siege.program, "install_paste", with_state).await;
    assert_eq!(with_state.unwrap_err()["code"], "RedirectStateMismatch");
    let waiting = siege.flow(&flow).await;
    assert_eq!(
        (&waiting["state"], &waiting["stray_hits"]),
        (&json!("waiting"), &json!(5))
    );
    assert!(siege.elsewhere(CODE).await.contains(&page_title("confirm")));
}

#[tokio::test]
async fn a25_a_second_hit_meets_nobody() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let flow = siege.arm(&app).await;
    siege.elsewhere(CODE).await;
    let closed = async {
        let (_, rest) = siege.redirect_url.split_once("localhost:").unwrap();
        let port: u16 = rest.split('/').next().unwrap().parse().unwrap();
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_ok()
        {
            breath().await;
        }
    };
    let closed = tokio::time::timeout(Duration::from_secs(10), closed).await;
    closed.expect("one hit closes the listener");
    siege.confirm(&flow).await;
    assert_eq!(siege.stand.count(Call::Exchange), 1);
    let sent = siege.stand.asked();
    assert!(sent[0].body.contains(CODE), "the first code, and no other");
}

#[tokio::test]
async fn a25_a_known_installation_is_never_renewed_unsaid() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let known = siege.install(&app).await;
    let before = siege.row(&known).await["tokens"].clone();
    let flow = siege.arm(&app).await;
    siege.elsewhere(STRANGERS).await;
    let ended = siege.confirm(&flow).await;
    let grant = siege.row(&ended["installation"]).await;
    assert_eq!(grant["unconfirmed"]["renews"], known, "it is said");
    assert_eq!(
        siege.row(&known).await["tokens"],
        before,
        "nothing is touched"
    );
    let kept = json!({"id": ended["installation"]});
    let kept = siege.program.must("grant_keep", kept).await;
    assert_eq!(kept["id"], known, "the row keeps its name");
    assert_ne!(siege.row(&known).await["tokens"], before);
}

#[tokio::test]
async fn a25_locking_turns_it_off() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    for is_asking in [false, true] {
        let flow = siege.arm(&app).await;
        if is_asking {
            siege.elsewhere(CODE).await;
        }
        siege.program.must("vault_lock", json!({})).await;
        let ended = siege.flow(&flow).await;
        assert_eq!(ended["problem"]["code"], "VaultLocked", "{ended}");
        let args = json!({"passphrase": "correct horse battery staple"});
        siege.program.must("vault_unlock", args).await;
        let late = Program::call(&siege.program, "install_confirm", json!({"flow": flow})).await;
        assert_eq!(late.unwrap_err()["code"], "FlowExpired");
    }
    assert!(siege.stand.asked().is_empty());
}

#[tokio::test]
async fn a25_sleep_turns_it_off() {
    let clock = Arc::new(HandClock::default());
    let siege = Siege::start_by(Arc::clone(&clock) as _).await;
    let app = siege.save_app().await;
    let flow = siege.arm(&app).await;
    clock.advance(Duration::from_secs(40));
    let ended = siege.flow_at(&flow, "failed").await;
    assert_eq!(ended["problem"]["code"], "ArmedSlept", "{ended}");

    // The hit that wakes with the machine, before anybody looked at the clock.
    let flow = siege.arm(&app).await;
    siege.elsewhere(CODE).await;
    clock.advance(Duration::from_secs(40));
    let woken = Program::call(&siege.program, "install_confirm", json!({"flow": flow})).await;
    let code = woken.unwrap_err()["code"].clone();
    assert!(code == "ArmedSlept" || code == "FlowExpired", "{code}");
    siege.flow_at(&flow, "failed").await;
    assert!(siege.stand.asked().is_empty());
}

#[tokio::test]
async fn a25_time_turns_it_off() {
    let clock = Arc::new(HandClock::default());
    let siege = Siege::start_by(Arc::clone(&clock) as _).await;
    let app = siege.save_app().await;
    let flow = siege.arm(&app).await;
    // In steps of a machine that is awake.
    for _ in 0..80 {
        clock.advance(Duration::from_secs(4));
        breath().await;
    }
    let ended = siege.flow_at(&flow, "failed").await;
    assert_eq!(ended["problem"]["code"], "ArmedExpired", "{ended}");
}

#[tokio::test]
async fn a25_one_app_one_redirect_url() {
    let mut siege = Siege::start().await;
    let first_url = siege.redirect_url.clone();
    let second_url = format!("http://localhost:{}/other", free_port());
    let mut fields = siege.fields();
    fields["redirect_urls"] = json!([first_url, second_url, "https://relay.example/cb"]);
    let app = siege.program.must("app_save", json!({"app": fields})).await["id"].clone();
    let relay = json!({"app": app, "redirect_url": "https://relay.example/cb"});
    let relay = Program::call(&siege.program, "install_arm", relay).await;
    assert_eq!(relay.unwrap_err()["code"], "ArmedNeedsLoopback");
    let flow = siege.arm(&app).await;
    let second = json!({"app": app, "redirect_url": second_url});
    let refused = Program::call(&siege.program, "install_arm", second)
        .await
        .unwrap_err();
    assert_eq!(
        (&refused["code"], &refused["args"]["flow"]),
        (&json!("ArmedAlready"), &flow)
    );

    // An ordinary flow elsewhere goes its own way beside it.
    siege.redirect_url = second_url;
    let ordinary = siege.start_flow(&app, None).await;
    let stateless = siege.elsewhere(STRANGERS).await;
    assert!(stateless.contains(&page_title("stray")), "{stateless}");
    let state = state_of(&ordinary);
    let crossed = visit(&format!("{first_url}?code={CODE}&state={state}")).await;
    assert!(crossed.contains(&page_title("stray")), "{crossed}");
    assert_eq!(siege.come_back(&ordinary).await.flow["state"], "done");
    assert_eq!(siege.flow(&flow).await["state"], "waiting");
}

#[tokio::test]
async fn a25_a_grant_that_waits_for_a_word_survives_a_kill_and_installs_nothing_by_itself() {
    let siege = Siege::start_apart("info").await;
    let app = siege.save_app().await;
    siege.stand.always(
        Call::Introspect,
        Reply::Plain(503, crate::stand::JSON, "{}".into()),
    );
    let args = json!({"app": app, "redirect_url": siege.redirect_url});
    let flow = siege.program.must("install_arm", args).await["flow"].clone();
    visit(&format!("{}?code={CODE}", siege.redirect_url)).await;
    siege
        .program
        .must("install_confirm", json!({"flow": flow}))
        .await;
    siege.until_asked(Call::Introspect, 1).await;
    siege.stand.relent();
    let siege = siege.kill_and_start().await;
    let is_asked = |page: &Value| page["rows"][0]["code"] == "GrantUnconfirmed";
    let page = siege
        .program
        .until("installation_query", json!({"limit": 9}), is_asked)
        .await;
    assert_eq!(
        (&page["total"], &page["rows"][0]["kind"]),
        (&json!(1), &json!("grant"))
    );
}

/// What HubSpot's CLI does before it opens the browser: it connects to the
/// redirect URL, asks, and hangs up.
#[tokio::test]
async fn the_clis_own_probe_finds_somebody_and_takes_nothing() {
    use tokio::io::AsyncWriteExt;
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let flow = siege.arm(&app).await;
    let (_, rest) = siege.redirect_url.split_once("localhost:").unwrap();
    let (port, path) = rest.split_once('/').unwrap();
    let port: u16 = port.parse().unwrap();
    let mut probe = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .unwrap();
    let asked =
        format!("GET /{path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    probe.write_all(asked.as_bytes()).await.unwrap();
    drop(probe);
    siege.elsewhere(CODE).await;
    assert_eq!(siege.flow(&flow).await["state"], "asking");
}
