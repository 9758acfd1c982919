use std::time::Duration;

use keeper_api::Api;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::siege::{CODE, Program, Siege, state_of};
use crate::stand::Call;

/// Longer than anything that is read.
const LONG: usize = 9_000;

/// A line of a corpus. `{code}` is a code, `{state}` the right state, `{long}`
/// too much of something.
#[derive(Deserialize)]
struct Hostile {
    wrong: Wrong,
    why: String,
    text: String,
    /// Whether a person may paste it: a page or a mail escaped it or broke its
    /// line, and the state in it is the right one.
    #[serde(default)]
    may_be_pasted: bool,
}

/// What is wrong with it.
#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Wrong {
    /// It answers nothing, wherever it comes.
    Answer,
    /// It answers, and comes to another place.
    Place,
}

fn corpus(lines: &str, state: &str) -> Vec<Hostile> {
    let read = lines.lines().map(|line| {
        let hostile: Hostile = serde_json::from_str(line).unwrap();
        let text = hostile
            .text
            .replace("{state}", state)
            .replace("{code}", CODE);
        Hostile {
            text: text.replace("{long}", &"y".repeat(LONG)),
            ..hostile
        }
    });
    read.collect()
}

fn callbacks(state: &str) -> Vec<Hostile> {
    corpus(include_str!("corpora/callbacks.jsonl"), state)
}

fn links(state: &str) -> Vec<Hostile> {
    corpus(include_str!("corpora/links.jsonl"), state)
}

async fn must_wait(siege: &Siege<Api>, flow: &Value, hostile: &Hostile) {
    let status = siege.program.must("install_status", flow.clone()).await;
    assert_eq!(
        status["state"], "waiting",
        "{}: {}",
        hostile.why, hostile.text
    );
}

/// A navigation as a browser sends it, whatever its target; the whole answer.
async fn navigate(port: u16, target: &str) -> String {
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\nSec-Fetch-Mode: navigate\r\n\
         Sec-Fetch-Dest: document\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-User: ?1\r\n\r\n"
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    let read = tokio::time::timeout(Duration::from_secs(10), reading).await;
    read.expect("every hit is answered").unwrap();
    String::from_utf8(answer).unwrap()
}

#[test]
fn the_corpora_are_large_and_say_nothing_twice() {
    for corpus in [callbacks("s"), links("s")] {
        let texts: std::collections::BTreeSet<_> = corpus.iter().map(|one| &one.text).collect();
        assert_eq!(texts.len(), corpus.len());
        assert!(corpus.len() >= 300, "{}", corpus.len());
    }
}

#[tokio::test]
async fn a1_no_callback_of_the_corpus_completes_anything() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    let flow = json!({"flow": started["flow"]});
    let (_, rest) = siege.redirect_url.split_once("localhost:").unwrap();
    let port = rest.split('/').next().unwrap().parse().unwrap();
    let state = state_of(&started);
    for hostile in &callbacks(&state) {
        let answer = navigate(port, &hostile.text).await;
        let refused = ["400", "404", "431"].map(|status| format!("HTTP/1.1 {status} "));
        let told = format!("{}: {}: {answer}", hostile.why, hostile.text);
        assert!(
            refused.iter().any(|status| answer.starts_with(status)),
            "{told}"
        );
        assert!(
            !answer.contains(CODE) && !answer.contains(&state),
            "echoed: {told}"
        );
        must_wait(&siege, &flow, hostile).await;
    }
    assert!(siege.stand.asked().is_empty(), "nothing went to HubSpot");
    assert_eq!(siege.come_back(&started).await.flow["state"], "done");
}

#[tokio::test]
async fn a10_no_address_of_the_corpus_can_be_pasted() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    let flow = json!({"flow": started["flow"]});
    let state = state_of(&started);
    let (origin, _) = siege.redirect_url.rsplit_once('/').unwrap();
    let callbacks = callbacks(&state).into_iter().map(|hostile| Hostile {
        text: format!("{origin}{}", hostile.text),
        ..hostile
    });
    // Where an address leads says nothing: a person pastes what the browser shows.
    let all = callbacks.chain(links(&state));
    let all = all.filter(|hostile| hostile.wrong == Wrong::Answer && !hostile.may_be_pasted);
    for hostile in all {
        let args = json!({"flow": started["flow"], "text": hostile.text});
        let refused = Program::call(&siege.program, "install_paste", args).await;
        let code = refused.expect_err(&hostile.text)["code"].clone();
        let codes = [json!("RedirectNonsense"), json!("RedirectStateMismatch")];
        assert!(codes.contains(&code), "{code}: {}", hostile.text);
        must_wait(&siege, &flow, &hostile).await;
    }
    assert!(siege.stand.asked().is_empty(), "nothing went to HubSpot");
}

/// An app whose redirect URL is a relay: nothing listens, a link answers.
async fn relayed(siege: &Siege<Api>) -> Value {
    const RELAY: &str = "https://relay.example/portalkeeper";
    let mut fields = siege.fields();
    fields["redirect_urls"] = json!([RELAY]);
    let saved = siege.program.must("app_save", json!({"app": fields})).await;
    let args = json!({"app": saved["id"], "redirect_url": RELAY, "open_browser": false});
    siege.program.must("install_start", args).await
}

#[tokio::test]
async fn a9_no_link_of_the_corpus_completes_anything_and_the_right_one_does() {
    let siege = Siege::start().await;
    let started = relayed(&siege).await;
    let flow = json!({"flow": started["flow"]});
    let state = state_of(&started);
    for hostile in &links(&state) {
        siege.program.redirect_arrived(hostile.text.clone()).await;
        must_wait(&siege, &flow, hostile).await;
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
async fn a9_many_links_at_once_complete_one_flow_once() {
    let siege = Siege::start().await;
    let started = relayed(&siege).await;
    let state = state_of(&started);
    let good = format!("portalkeeper://oauth/callback?code={CODE}&state={state}");
    let junk = links(&state)
        .into_iter()
        .take(50)
        .map(|hostile| hostile.text);
    let all = junk.chain(std::iter::repeat_n(good, 20));
    let handed = all.map(|link| siege.program.redirect_arrived(link));
    futures::future::join_all(handed).await;
    assert_eq!(siege.end_of(&started["flow"]).await["state"], "done");
    assert_eq!(siege.stand.count(Call::Exchange), 1);
}
