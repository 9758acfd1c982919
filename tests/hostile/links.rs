use keeper_tests::desk::free_port;
use serde_json::json;

use crate::siege::{CODE, Program, Siege, state_of, visit};

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
