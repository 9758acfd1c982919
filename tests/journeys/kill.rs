use keeper_practice::{Approval, Practice};
use keeper_tests::bridge::Bridge;
use keeper_tests::desk::{DEADLINE, free_port, http};
use serde_json::json;

#[tokio::test]
async fn a16_a_kill_between_exchange_and_commit_loses_nothing() {
    let redirect_url = format!("http://localhost:{}/oauth-callback", free_port());
    let practice = Practice::start(keeper_practice::Options {
        redirect_urls: vec![redirect_url.clone()],
        ..keeper_practice::Options::default()
    });
    let practice = practice.await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let start = async || {
        let binary = env!("CARGO_BIN_EXE_bridge");
        Bridge::start(binary, directory.path(), practice.api(), practice.pages()).await
    };
    let bridge = start().await;
    let app = &practice.apps()[0];
    let saved = bridge.call(
        "app_save",
        json!({"app": {
            "name": app.name, "client_id": app.client_id, "client_secret": app.client_secret,
            "redirect_urls": [redirect_url], "required_scopes": app.required_scopes,
            "conditionally_required_scopes": app.conditionally_required_scopes,
            "optional_scopes": app.optional_scopes,
        }}),
    );
    let saved = saved.await.unwrap();
    let hub_id = practice.accounts()[0].hub_id;
    let control = practice.control().unwrap();
    let fault = json!({"endpoint": "introspect", "kind": "timeout", "count": 1});
    http()
        .post(format!("{control}/faults"))
        .json(&fault)
        .send()
        .await
        .unwrap();
    let started = json!({"app": saved["id"], "redirect_url": redirect_url, "open_browser": false});
    let started = bridge.call("install_start", started).await.unwrap();
    let url = started["authorize_url"].as_str().unwrap();
    let Ok(Approval::Redirect(redirect)) = practice.approve(url, hub_id).await else {
        panic!("consent was not given")
    };
    // The page is held while introspection hangs; nobody waits for it.
    let visit = tokio::spawn(http().get(redirect).send());
    let held = async {
        loop {
            let page = bridge
                .call("installation_query", json!({"limit": 10}))
                .await
                .unwrap();
            if page["rows"][0]["health"] == "held" {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, held)
        .await
        .expect("the grant is on disk");
    bridge.kill().await;
    visit.abort();

    let bridge = start().await;
    let settled = async {
        loop {
            let page = bridge
                .call("installation_query", json!({"limit": 10}))
                .await
                .unwrap();
            if page["rows"][0]["health"] == "healthy" {
                return page;
            }
            tokio::task::yield_now().await;
        }
    };
    let page = tokio::time::timeout(DEADLINE, settled)
        .await
        .expect("the grant is taken up again");
    assert_eq!(page["total"], 1, "nothing is doubled");
    assert_eq!(page["rows"][0]["hub_id"], hub_id);
}
