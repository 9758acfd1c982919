use keeper_practice::{AccountType, AppListing};
use reqwest::Method;
use serde_json::json;

use crate::bench::{Bench, Reply, VERSION};

async fn revoke(bench: &Bench, app: &AppListing, token: &str) -> Reply {
    let fields = [("token", token), ("token_type_hint", "refresh_token")];
    bench
        .as_app(&format!("/oauth/{VERSION}/token/revoke"), app, &fields)
        .await
}

async fn uninstall(bench: &Bench, token: &str) -> Reply {
    bench
        .bearer(
            Method::DELETE,
            &format!("/appinstalls/{VERSION}/external-install"),
            token,
        )
        .await
}

#[tokio::test]
async fn revoking_kills_the_refresh_token_and_nothing_else() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let reply = revoke(&bench, &app, &tokens.refresh).await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, "{}"));
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.json()["status"],
        "BAD_REFRESH_TOKEN"
    );
    assert_eq!(
        bench.introspect(&app, &tokens.refresh).await,
        json!({"active": false})
    );
    assert_eq!(
        bench.account_info(&tokens.access).await.status,
        200,
        "access tokens live on"
    );
    let state = bench.ask("state").await;
    assert_eq!(
        state["installations"].as_array().unwrap().len(),
        1,
        "the app stays installed"
    );
    assert_eq!(state["installations"][0]["refresh_tokens"], json!([]));
}

#[tokio::test]
async fn revoking_is_bound_to_the_client_and_to_refresh_tokens() {
    let bench = Bench::new().await;
    let (app, other) = (bench.app(0), bench.app(1));
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    assert_eq!(
        revoke(&bench, &other, &tokens.refresh).await.json()["status"],
        "MISMATCH_REFRESH_TOKEN_CLIENT"
    );
    assert_eq!(
        revoke(&bench, &app, &tokens.access).await.json()["error"],
        "unsupported_token_type"
    );
    assert_eq!(
        revoke(&bench, &app, "na1-unknown").await.status,
        200,
        "as RFC 7009 has it"
    );
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.status,
        200,
        "it still lives"
    );
}

#[tokio::test]
async fn after_a_revocation_reauthorizing_hands_out_a_new_token() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    revoke(&bench, &app, &tokens.refresh).await;
    let again = bench.install(&app, hub).await;
    assert_ne!(again.refresh, tokens.refresh);
    assert_eq!(bench.refresh(&app, &again.refresh).await.status, 200);
}

#[tokio::test]
async fn uninstalling_kills_every_token_of_the_app_on_that_account() {
    let bench = Bench::new().await;
    let (app, hub, elsewhere) = (
        bench.app(0),
        bench.hub(AccountType::Standard),
        bench.hub(AccountType::Sandbox),
    );
    let (tokens, others) = (
        bench.install(&app, hub).await,
        bench.install(&app, elsewhere).await,
    );
    let reply = uninstall(&bench, &tokens.access).await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""));
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.json()["status"],
        "BAD_REFRESH_TOKEN"
    );
    assert_eq!(
        bench.introspect(&app, &tokens.access).await,
        json!({"active": false})
    );
    assert_eq!(
        uninstall(&bench, &tokens.access).await.status,
        401,
        "its token is dead"
    );
    assert_eq!(
        bench.refresh(&app, &others.refresh).await.status,
        200,
        "the other account keeps it"
    );
}

#[tokio::test]
async fn an_app_can_be_installed_again_and_old_tokens_stay_dead() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let old = bench.install(&app, hub).await;
    uninstall(&bench, &old.access).await;
    let new = bench.install(&app, hub).await;
    assert_ne!(new.refresh, old.refresh);
    assert_eq!(bench.account_info(&old.access).await.status, 401);
    assert_eq!(bench.account_info(&new.access).await.status, 200);
}

#[tokio::test]
async fn uninstalling_needs_a_living_access_token() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    bench.post("clock", json!({"advance_s": 1800})).await;
    let reply = uninstall(&bench, &tokens.access).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.json()["category"]),
        (401, &json!("EXPIRED_AUTHENTICATION"))
    );
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.status,
        200,
        "nothing was uninstalled"
    );
}
