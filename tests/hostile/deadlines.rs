use std::time::Duration;

use keeper_tests::desk::TestDesk;
use serde_json::json;

use crate::faults::{ENDS, authorize, order, rows};

/// HubSpot says nothing for as long as a call may take. All at once, because
/// that is half a minute.
#[tokio::test]
async fn silence_is_survived_in_every_call() {
    let silent = json!({"kind": "timeout"});
    let exchange = async {
        let desk = TestDesk::start().await;
        let app = desk.save_app(0).await;
        let hub_id = desk.account("STANDARD", 0);
        order(&desk, "exchange", &silent).await;
        let flow = authorize(&desk, &app, hub_id).await;
        let ended = desk.flow_at(&flow, ENDS).await;
        assert_eq!(ended["problem"]["code"], "HubSpotTimeout", "{ended}");
        desk.install(&app, hub_id).await;
        assert_eq!(rows(&desk).await.len(), 1);
    };
    let introspect = async {
        let desk = TestDesk::start().await;
        let app = desk.save_app(0).await;
        let hub_id = desk.account("STANDARD", 0);
        order(&desk, "introspect", &silent).await;
        let flow = authorize(&desk, &app, hub_id).await;
        assert_eq!(
            rows(&desk).await[0]["health"],
            "held",
            "on disk while HubSpot is silent"
        );
        assert_eq!(desk.flow_at(&flow, ENDS).await["state"], "done");
        assert_eq!(rows(&desk).await.len(), 1);
    };
    let refresh = leaving("refresh", "installation_uninstall", "retrying");
    let revoke = leaving("revoke", "installation_revoke", "healthy");
    let uninstall = leaving("uninstall", "installation_uninstall", "healthy");
    let all = async { tokio::join!(exchange, introspect, refresh, revoke, uninstall) };
    let ended = tokio::time::timeout(Duration::from_secs(90), all).await;
    ended.expect("every call has its deadline");
}

async fn leaving(endpoint: &str, command: &str, health: &str) {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    order(&desk, endpoint, &json!({"kind": "timeout"})).await;
    let problem = desk.refused(command, json!({"id": id})).await;
    assert_eq!(problem["code"], "HubSpotTimeout", "{endpoint}");
    assert_eq!(desk.row(&id).await["health"], health, "{endpoint}");
    assert_eq!(desk.refresh(&[&id]).await["proven"], 1, "{endpoint}");
}
