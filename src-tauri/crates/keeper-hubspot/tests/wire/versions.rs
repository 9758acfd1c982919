//! A 404 on one dated version is answered by the other, and remembered.

use std::sync::{Arc, Mutex};

use keeper_core::Code;
use keeper_core::needs::HubSpot;
use keeper_hubspot::{Endpoint, MissingVersion};

use super::*;
use crate::stand::Canned;

fn without(missing: &'static str) -> impl Fn(&str) -> Canned + Send + Sync {
    move |line: &str| {
        if line.contains(missing) {
            Canned::typed(404, "text/html", "<html>Not found</html>", "")
        } else if line.contains("/revoke") {
            Canned::json(200, "{}")
        } else {
            Canned::json(200, r#"{"active":false}"#)
        }
    }
}

fn paths(stand: &Stand) -> Vec<String> {
    let path = |request: String| request.split(' ').nth(1).unwrap().to_owned();
    stand.asked().into_iter().map(path).collect()
}

#[tokio::test]
async fn the_other_version_is_tried_once_and_remembered_per_endpoint() {
    let stand = Stand::start(without("/2026-09/token/revoke")).await;
    let hubspot = hubspot(&stand);
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    hubspot.on_missing(move |missing| telling.lock().unwrap().push(missing.path()));
    let (present, token) = (present(), refresh_token());
    hubspot.revoke(&present, &token).await.unwrap();
    hubspot.revoke(&present, &token).await.unwrap();
    hubspot.introspect(&present, &access_token()).await.unwrap();
    assert_eq!(
        paths(&stand),
        [
            "/oauth/2026-09/token/revoke",
            "/oauth/2026-03/token/revoke",
            "/oauth/2026-03/token/revoke",
            "/oauth/2026-09/token/introspect",
        ]
    );
    let missing = MissingVersion {
        endpoint: Endpoint::Revoke,
        version: ApiVersion::V2026_09,
    };
    assert_eq!(hubspot.missing_versions(), [missing]);
    assert_eq!(
        *told.lock().unwrap(),
        ["/oauth/2026-09/token/revoke"],
        "said once"
    );
}

#[tokio::test]
async fn a_refusal_by_the_other_version_counts() {
    let stand = Stand::start(|line: &str| {
        if line.contains("/2026-09/") {
            Canned::json(404, "{}")
        } else {
            Canned::json(400, r#"{"status":"BAD_REFRESH_TOKEN"}"#)
        }
    })
    .await;
    let hubspot = hubspot(&stand);
    let failure = hubspot
        .refresh(&present(), &refresh_token())
        .await
        .unwrap_err();
    assert_eq!(failure.problem.code, Code::RefreshRejected);
    assert_eq!(hubspot.missing_versions().len(), 1);
}

#[tokio::test]
async fn missing_on_both_is_said_and_not_remembered() {
    let stand = Stand::always(Canned::json(404, "{}")).await;
    let hubspot = hubspot(&stand);
    let failure = hubspot
        .refresh(&present(), &refresh_token())
        .await
        .unwrap_err();
    assert_eq!(failure.problem.code, Code::EndpointMissing);
    assert!(hubspot.missing_versions().is_empty());
    assert_eq!(
        paths(&stand),
        ["/oauth/2026-09/token", "/oauth/2026-03/token"]
    );
}

#[tokio::test]
async fn a_refusal_in_the_clothes_of_a_404_is_not_tried_again() {
    let stand = Stand::always(Canned::json(404, r#"{"status":"BAD_AUTH_CODE"}"#)).await;
    let failure = hubspot(&stand)
        .exchange(&present(), code())
        .await
        .unwrap_err();
    assert_eq!(failure.problem.code, Code::CodeRefused);
    assert_eq!(stand.asked().len(), 1);
}

#[tokio::test]
async fn diagnostic_versions_stand_alone_and_keep_tokens_out_of_paths() {
    let stand = Stand::always(Canned::json(404, "{}")).await;
    let hubspot = hubspot(&stand);
    let client = client(ApiVersion::V1);
    let _ = hubspot.refresh(&client, &refresh_token()).await;
    let _ = hubspot.introspect(&client, &access_token()).await;
    let _ = hubspot.revoke(&client, &refresh_token()).await;
    let _ = hubspot.uninstall(ApiVersion::V1, &access_token()).await;
    assert_eq!(
        paths(&stand),
        [
            "/oauth/v1/token",
            "/oauth/v3/token/introspect",
            "/oauth/v3/token/revoke",
            "/appinstalls/v3/external-install",
        ]
    );
}
