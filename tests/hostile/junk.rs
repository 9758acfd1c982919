use std::pin::pin;

use futures::{StreamExt as _, stream};
use keeper_tests::desk::http;
use serde_json::{Value, json};

use crate::siege::{CODE, Program, Siege};

/// Junk hits at a time: more than the 32 places that the listener has.
const AT_A_TIME: usize = 48;
/// All of them.
const HITS: usize = 1000;

/// What a page could send: guesses, refusals, answers without a state, nonsense.
fn junk(number: usize) -> String {
    match number % 4 {
        0 => format!("code={CODE}&state=guess{number}"),
        1 => format!("error=access_denied&state=guess{number}"),
        2 => format!("code={CODE}"),
        _ => format!("x={number}"),
    }
}

#[tokio::test]
async fn a3_a_thousand_junk_hits_and_then_the_good_one_installs() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    let client = http();
    let hits = stream::iter(0..HITS).map(|number| {
        let hit = client.get(format!("{}?{}", siege.redirect_url, junk(number)));
        hit.header("Sec-Fetch-Mode", "navigate").send()
    });
    // Whoever is cut off to make room for others gets no answer.
    let answers = hits.buffer_unordered(AT_A_TIME);
    let statuses = answers.filter_map(async |answer| Some(answer.ok()?.status().as_u16()));
    let statuses: Vec<u16> = statuses.collect().await;
    assert!(statuses.iter().all(|status| *status == 400), "{statuses:?}");
    let flow = json!({"flow": started["flow"]});
    let waiting = siege.program.must("install_status", flow).await;
    assert_eq!(waiting["state"], "waiting");
    let counted = waiting["stray_hits"].as_u64().unwrap();
    let answered = u64::try_from(statuses.len()).unwrap();
    assert!(
        (answered..=HITS as u64).contains(&counted),
        "{counted} of {answered} are counted"
    );
    assert!(answered > HITS as u64 / 2, "most are answered: {answered}");
    assert!(siege.stand.asked().is_empty(), "nothing went to HubSpot");
    let ended = siege.come_back(&started).await;
    assert_eq!(ended.flow["state"], "done", "{}", ended.flow);
}

#[tokio::test]
async fn a3_the_good_hit_comes_through_in_the_midst_of_junk() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    let client = http();
    let hits = stream::iter(0..).map(|number| {
        let hit = client.get(format!("{}?{}", siege.redirect_url, junk(number)));
        hit.header("Sec-Fetch-Mode", "navigate").send()
    });
    let mut answers = pin!(hits.buffer_unordered(AT_A_TIME));
    for _ in 0..HITS {
        drop(answers.next().await);
    }
    let flooding = async { while answers.next().await.is_some() {} };
    let ended: Value = tokio::select! {
        () = flooding => panic!("the junk has no end"),
        ended = siege.come_back(&started) => ended.flow,
    };
    assert_eq!(ended["state"], "done", "{ended}");
}
