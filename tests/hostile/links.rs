use keeper_tests::desk::free_port;
use serde_json::{Value, json};

use crate::siege::{CODE, Program, Siege, state_of, visit};
use crate::stand::Call;

/// Where links could pretend to come from. None is the callback.
const PLACES: &[&str] = &[
    "portalkeeper://oauth/callback/",
    "portalkeeper://oauth/callback/../callback",
    "portalkeeper://oauth/Callback",
    "portalkeeper://oauth/callback2",
    "portalkeeper://oauth/x/callback",
    "portalkeeper://oauth//callback",
    "portalkeeper://oauth/callback%2F",
    "portalkeeper://oauth/%63allback",
    "portalkeeper://oauth",
    "portalkeeper://oauth/",
    "portalkeeper:///oauth/callback",
    "portalkeeper:oauth/callback",
    "portalkeeper:/oauth/callback",
    "portalkeeper://callback",
    "portalkeeper://evil/callback",
    "portalkeeper://oauth.evil.example/callback",
    "portalkeeper://evil.example/oauth/callback",
    "portalkeeper://oauth:80/callback",
    "portalkeeper://user@oauth/callback",
    "portalkeeper://user:word@oauth/callback",
    "portalkeeper://oauth@evil.example/callback",
    "portalkeeper2://oauth/callback",
    "portal-keeper://oauth/callback",
    "xportalkeeper://oauth/callback",
    "http://oauth/callback",
    "https://oauth/callback",
    "https://portalkeeper/oauth/callback",
    "file:///oauth/callback",
    "javascript://oauth/callback",
    "data:text/html,portalkeeper://oauth/callback",
    "//oauth/callback",
    "/oauth/callback",
    "oauth/callback",
    "",
];

/// What comes after the callback and answers nothing. `{state}` is the right
/// one, `{code}` a code.
const QUERIES: &[&str] = &[
    "",
    "?",
    "?code={code}",
    "?state={state}",
    "?code=&state={state}",
    "?code={code}&state=",
    "?code={code}&state={state}x",
    "?code={code}&state=x{state}",
    "?code={code}&state=%20{state}",
    "?code={code}&state={state}%00",
    "?code={code}&STATE={state}",
    "?CODE={code}&state={state}",
    "?code={code}&code={code}&state={state}",
    "?code={code}&state={state}&state={state}",
    "?code={code}&state={state}&state=x",
    "?code={code}&error=access_denied&state={state}",
    "?error=access_denied&error=x&state={state}",
    "?error=access_denied",
    "?error=access_denied&state=guess",
    "#code={code}&state={state}",
    "?#code={code}&state={state}",
    ";code={code};state={state}",
    "?code={code}%26state={state}",
    "?access_token={code}&state={state}",
    "?refresh_token={code}&state={state}",
    "?code[]={code}&state[]={state}",
    "?{\"code\":\"{code}\",\"state\":\"{state}\"}",
];

/// What of a query a wrong place is tried with.
const GOOD: &[&str] = &[
    "?code={code}&state={state}",
    "?state={state}&code={code}",
    "?code={code}&state={state}#x",
    "?x=1&code={code}&state={state}",
    "?error=access_denied&state={state}",
    "?code={code}&state={state}&x=portalkeeper://oauth/callback",
    "?&&code={code}&&state={state}&&",
    "?code={code}&state={state}&scope=oauth",
];

fn corpus(state: &str) -> Vec<String> {
    let strange = PLACES
        .iter()
        .flat_map(|place| GOOD.iter().map(move |query| (*place, *query)));
    let callback = "portalkeeper://oauth/callback";
    let empty = QUERIES.iter().map(|query| (callback, *query));
    let broken = ["\n", "\t", "\u{0}"]
        .map(|control| format!("{callback}?code={CODE}{control}&state={state}"));
    let long = format!(
        "{callback}?x={}&code={CODE}&state={state}",
        "y".repeat(9000)
    );
    let filled = strange.chain(empty).map(|(place, query)| {
        let text = format!("{place}{query}");
        text.replace("{state}", state).replace("{code}", CODE)
    });
    filled.chain(broken).chain([long]).collect()
}

/// An app whose redirect URL is a relay: nothing listens, a link answers.
async fn relayed(siege: &Siege<keeper_api::Api>) -> Value {
    let mut fields = siege.fields();
    fields["redirect_urls"] = json!([RELAY]);
    let saved = siege.program.must("app_save", json!({"app": fields})).await;
    let args = json!({"app": saved["id"], "redirect_url": RELAY, "open_browser": false});
    siege.program.must("install_start", args).await
}

const RELAY: &str = "https://relay.example/portalkeeper";

#[tokio::test]
async fn a9_three_hundred_links_complete_nothing_and_the_right_one_does() {
    let siege = Siege::start().await;
    let started = relayed(&siege).await;
    let state = state_of(&started);
    let corpus = corpus(&state);
    assert!(corpus.len() >= 300, "{}", corpus.len());
    let flow = json!({"flow": started["flow"]});
    for link in &corpus {
        siege.program.redirect_arrived(link.clone()).await;
        let status = siege.program.must("install_status", flow.clone()).await;
        assert_eq!(status["state"], "waiting", "{link}");
    }
    assert!(siege.stand.asked().is_empty(), "nothing went to HubSpot");
    let good = format!("portalkeeper://oauth/callback?code={CODE}&state={state}");
    siege.program.redirect_arrived(good.clone()).await;
    let ended = siege.end_of(&started["flow"]).await;
    assert_eq!(ended["state"], "done", "{ended}");
    siege.program.redirect_arrived(good).await;
    assert_eq!(siege.stand.count(Call::Exchange), 1, "a state is used once");
    assert_eq!(siege.rows().await.len(), 1);
}

#[tokio::test]
async fn a1_the_state_of_another_flow_is_refused() {
    let mut siege = Siege::start().await;
    let other_url = format!("http://localhost:{}/oauth-callback", free_port());
    let mut fields = siege.fields();
    fields["redirect_urls"] = json!([siege.redirect_url, other_url]);
    let saved = siege.program.must("app_save", json!({"app": fields})).await;
    let first = siege.start_flow(&saved["id"], None).await;
    let first_url = std::mem::replace(&mut siege.redirect_url, other_url);
    let second = siege.start_flow(&saved["id"], None).await;
    let crossed = [
        format!("{first_url}?code={CODE}&state={}", state_of(&second)),
        format!(
            "{}?code={CODE}&state={}",
            siege.redirect_url,
            state_of(&first)
        ),
    ];
    for hit in crossed {
        visit(&hit).await;
    }
    for started in [&first, &second] {
        let status = json!({"flow": started["flow"]});
        let status = siege.program.must("install_status", status).await;
        assert_eq!(
            (&status["state"], &status["stray_hits"]),
            (&json!("waiting"), &json!(1))
        );
    }
    let pasted = json!({"flow": first["flow"], "text": siege.consented(&second)});
    let refused = Program::call(&siege.program, "install_paste", pasted).await;
    assert_eq!(refused.unwrap_err()["code"], "RedirectStateMismatch");
    assert!(siege.stand.asked().is_empty(), "nothing went to HubSpot");
    assert_eq!(siege.come_back(&second).await.flow["state"], "done");
}
