use keeper_tests::desk::http;
use serde_json::json;

use crate::siege::{CODE, Program, Siege};

/// As many junk hits at a time as a page could send.
const AT_A_TIME: usize = 20;

#[tokio::test]
async fn a3_a_thousand_junk_hits_and_then_the_good_one_installs() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    let client = http();
    for round in 0..1000 / AT_A_TIME {
        let hits = (0..AT_A_TIME).map(|place| {
            let number = round * AT_A_TIME + place;
            let query = match number % 4 {
                0 => format!("code={CODE}&state=guess{number}"),
                1 => format!("error=access_denied&state=guess{number}"),
                2 => format!("code={CODE}"),
                _ => format!("x={number}"),
            };
            let hit = client.get(format!("{}?{query}", siege.redirect_url));
            hit.header("Sec-Fetch-Mode", "navigate").send()
        });
        for answer in futures::future::join_all(hits).await {
            assert_eq!(answer.unwrap().status(), 400);
        }
    }
    let flow = json!({"flow": started["flow"]});
    let waiting = siege.program.must("install_status", flow).await;
    assert_eq!(waiting["state"], "waiting");
    assert_eq!(waiting["stray_hits"], 1000, "they are counted");
    assert!(siege.stand.asked().is_empty(), "nothing went to HubSpot");
    let ended = siege.come_back(&started).await;
    assert_eq!(ended.flow["state"], "done", "{}", ended.flow);
}
