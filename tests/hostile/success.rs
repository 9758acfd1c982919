use keeper_tests::desktop::page_title;
use serde_json::json;

use crate::siege::{Program, Siege, visit};
use crate::stand::{Call, HUB, Reply};

fn says(page: &str, title: &str) -> bool {
    page.contains(&format!("<title>{title}")) || page.contains(&format!(">{title}<"))
}

#[tokio::test]
async fn a8_a_failed_exchange_is_never_called_a_success() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    for (status, body) in [
        (
            400,
            json!({"status": "BAD_AUTH_CODE", "message": "no"}).to_string(),
        ),
        (500, json!({"message": "no"}).to_string()),
        (200, "{}".to_owned()),
        (200, "<html>yes</html>".to_owned()),
        (
            200,
            json!({"access_token": "CANARYalone", "expires_in": 1800}).to_string(),
        ),
    ] {
        let reply = Reply::Plain(status, crate::stand::JSON, body.clone());
        siege.stand.next(Call::Exchange, reply);
        let started = siege.start_flow(&app, None).await;
        let ended = siege.come_back(&started).await;
        assert_eq!(
            ended.flow["state"], "failed",
            "{status} {body}: {}",
            ended.flow
        );
        assert!(
            says(&ended.page, &page_title("failed")),
            "{status} {body}: {}",
            ended.page
        );
        assert!(!says(&ended.page, &page_title("done")), "{status} {body}");
        assert!(siege.rows().await.is_empty(), "{status} {body}");
    }
    let id = siege.install(&app).await;
    assert_eq!(
        siege.row(&id).await["health"],
        "healthy",
        "and then it goes well"
    );
}

#[tokio::test]
async fn a8_what_the_identity_guard_stops_is_never_called_a_success() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    for field in [
        json!({"hub_id": HUB + 1}),
        json!({"client_id": "another-app"}),
    ] {
        siege
            .stand
            .next(Call::Introspect, Reply::With(field.clone()));
        let started = siege.start_flow(&app, Some(HUB)).await;
        let ended = siege.come_back(&started).await;
        assert_eq!(
            ended.flow["state"], "quarantined",
            "{field}: {}",
            ended.flow
        );
        assert!(
            says(&ended.page, &page_title("failed")),
            "{field}: {}",
            ended.page
        );
        assert!(!says(&ended.page, &page_title("done")), "{field}");
    }
    let healths = siege
        .rows()
        .await
        .into_iter()
        .map(|row| row["health"].clone());
    assert_eq!(healths.collect::<Vec<_>>(), ["quarantined", "quarantined"]);
}

#[tokio::test]
async fn a8_a_grant_without_an_account_is_not_called_a_success() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let nobody = json!({"hub_id": null});
    siege.stand.next(Call::Exchange, Reply::With(nobody));
    siege.stand.always(
        Call::Introspect,
        Reply::Plain(502, "text/html", "<html>".to_owned()),
    );
    let started = siege.start_flow(&app, None).await;
    let page = visit(&siege.consented(&started)).await;
    assert!(says(&page, &page_title("working")), "{page}");
    let held = siege.rows().await;
    assert_eq!(held[0]["health"], "held", "{held:?}");
    let flow = json!({"flow": started["flow"]});
    let status = siege.program.must("install_status", flow).await;
    assert_eq!(status["state"], "exchanging", "{status}");
    siege.stand.relent();
    let ended = siege.end_of(&started["flow"]).await;
    assert_eq!(ended["state"], "done", "it is asked again: {ended}");
}
