//! What is sent, and how a good answer is read.

use std::collections::BTreeMap;

use keeper_core::account::AccountType;
use keeper_core::identifier::HubId;
use keeper_core::needs::HubSpot;
use keeper_core::secret::CodeVerifier;

use super::*;
use crate::stand::Canned;

const TOKENS: &str = r#"{"token_type":"bearer","token_use":"access_token",
    "access_token":"CANARY-ACCESS","refresh_token":"CANARY-REFRESH","expires_in":1800,
    "hub_id":9007199254740,"scopes":["oauth","crm.objects.contacts.read"],"user_id":77}"#;

fn form(request: &str) -> BTreeMap<String, String> {
    let body = request.split_once("\r\n\r\n").unwrap().1;
    let pairs = url::form_urlencoded::parse(body.as_bytes());
    pairs.into_owned().collect()
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[tokio::test]
async fn an_exchange_sends_the_form_and_reads_the_answer() {
    let stand = Stand::always(Canned::json(200, TOKENS)).await;
    let answer = hubspot(&stand).exchange(&present(), code()).await.unwrap();
    assert_eq!(answer.access.expose(), "CANARY-ACCESS");
    assert_eq!(answer.refresh.unwrap().expose(), "CANARY-REFRESH");
    assert_eq!(answer.expires_in, Duration::from_secs(1800));
    assert_eq!(answer.hub_id, Some(HubId(9_007_199_254_740)));
    assert_eq!(answer.user_id, Some(77));
    assert_eq!(answer.scopes.unwrap().len(), 2);

    let asked = stand.asked();
    assert!(asked[0].starts_with("POST /oauth/2026-09/token HTTP/1.1\r\n"));
    assert_eq!(
        form(&asked[0]),
        fields(&[
            ("grant_type", "authorization_code"),
            ("client_id", &present().client_id),
            ("client_secret", "CANARY-SECRET"),
            ("redirect_uri", "http://localhost:3917/oauth-callback"),
            ("code", "CANARY-CODE"),
        ])
    );
    let head = asked[0].to_lowercase();
    assert!(head.contains("user-agent: portalkeeper/"), "{head}");
    assert!(head.contains("content-type: application/x-www-form-urlencoded"));
    for unwanted in ["authorization:", "cookie:", "referer:", "accept-encoding:"] {
        assert!(!head.contains(unwanted), "{unwanted} was sent");
    }
}

#[tokio::test]
async fn a_verifier_is_sent_where_there_is_one() {
    let stand = Stand::always(Canned::json(200, TOKENS)).await;
    let mut code = code();
    code.verifier = Some(CodeVerifier::new(
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    ));
    hubspot(&stand).exchange(&present(), code).await.unwrap();
    assert_eq!(
        form(&stand.asked()[0])["code_verifier"],
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
}

#[tokio::test]
async fn the_redirect_url_is_sent_letter_by_letter() {
    let stand = Stand::always(Canned::json(200, TOKENS)).await;
    let mut code = code();
    // Parsing would add the slash.
    code.redirect_url = "http://localhost:3917".into();
    hubspot(&stand).exchange(&present(), code).await.unwrap();
    assert_eq!(
        form(&stand.asked()[0])["redirect_uri"],
        "http://localhost:3917"
    );
}

#[tokio::test]
async fn a_refresh_sends_the_form_and_no_redirect_url() {
    let stand = Stand::always(Canned::json(200, TOKENS)).await;
    hubspot(&stand)
        .refresh(&present(), &refresh_token())
        .await
        .unwrap();
    assert_eq!(
        form(&stand.asked()[0]),
        fields(&[
            ("grant_type", "refresh_token"),
            ("client_id", &present().client_id),
            ("client_secret", "CANARY-SECRET"),
            ("refresh_token", "CANARY-REFRESH"),
        ])
    );
}

#[tokio::test]
async fn optional_fields_may_be_absent_or_odd() {
    let bare = r#"{"access_token":"a","token_type":"Bearer"}"#;
    let odd = r#"{"access_token":"a","token_type":"bearer","refresh_token":"","hub_id":"4711",
        "scopes":"oauth","user_id":[],"expires_in":18446744073709551615,"token_use":7}"#;
    for (body, life) in [(bare, 1800), (odd, 86_400)] {
        let stand = Stand::always(Canned::json(200, body)).await;
        let answer = hubspot(&stand)
            .refresh(&present(), &refresh_token())
            .await
            .unwrap();
        assert_eq!(answer.expires_in, Duration::from_secs(life), "{body}");
        assert!(
            answer.refresh.is_none(),
            "an empty token would replace a good one"
        );
        assert_eq!((answer.hub_id, answer.user_id), (None, None));
        assert_eq!(answer.scopes, None);
    }
}

#[tokio::test]
async fn introspection_reads_all_but_the_secrets() {
    let body = r#"{"active":true,"token":"CANARY-ACCESS","hub_id":4711,"user_id":77,
        "client_id":"11111111-2222-4333-8444-555555555555","app_id":12,"scopes":["oauth"],
        "expires_in":900,"token_type":"Bearer","token_use":"access_token",
        "user":"ada@example.com","hub_domain":"oldmill.example",
        "signed_access_token":{"isUserLevel":true,"signature":"CANARY"}}"#;
    let stand = Stand::always(Canned::json(200, body)).await;
    let answer = hubspot(&stand)
        .introspect(&present(), &access_token())
        .await
        .unwrap();
    assert!(answer.active && answer.is_user_level);
    assert_eq!(answer.hub_id, Some(HubId(4711)));
    assert_eq!(answer.user.as_deref(), Some("ada@example.com"));
    assert_eq!(answer.hub_domain.as_deref(), Some("oldmill.example"));
    assert_eq!((answer.app_id, answer.user_id), (Some(12), Some(77)));
    let asked = stand.asked();
    assert!(asked[0].starts_with("POST /oauth/2026-09/token/introspect HTTP/1.1\r\n"));
    assert_eq!(
        form(&asked[0]),
        fields(&[
            ("client_id", &present().client_id),
            ("client_secret", "CANARY-SECRET"),
            ("token", "CANARY-ACCESS"),
            ("token_type_hint", "access_token"),
        ])
    );
}

#[tokio::test]
async fn a_refresh_token_is_introspected_as_one_and_not_renewed() {
    let body = r#"{"active":true,"token":"CANARY-REFRESH","hub_id":4711,"user_id":77,
        "client_id":"11111111-2222-4333-8444-555555555555","app_id":12,"scopes":["oauth"],
        "token_type":"Bearer","token_use":"refresh_token","user":"ada@example.com"}"#;
    let stand = Stand::always(Canned::json(200, body)).await;
    let hubspot = hubspot(&stand);
    let (present, token) = (present(), refresh_token());
    let answer = hubspot.introspect_refresh(&present, &token).await.unwrap();
    assert_eq!(answer.hub_id, Some(HubId(4711)));
    assert_eq!(
        answer.client_id.as_deref(),
        Some(present.client_id.as_str())
    );
    let asked = stand.asked();
    assert!(asked[0].starts_with("POST /oauth/2026-09/token/introspect HTTP/1.1\r\n"));
    assert_eq!(form(&asked[0])["token"], "CANARY-REFRESH");
    assert_eq!(form(&asked[0])["token_type_hint"], "refresh_token");
    assert_eq!(asked.len(), 1, "nothing else is asked");
}

#[tokio::test]
async fn what_is_left_of_the_rate_limit_is_told() {
    let body = r#"{"portalId":4711,"accountType":"STANDARD"}"#;
    let limits = "X-HubSpot-RateLimit-Max: 110\r\nX-HubSpot-RateLimit-Remaining: 107\r\n\
        X-HubSpot-RateLimit-Interval-Milliseconds: 10000\r\n";
    let odd = "X-HubSpot-RateLimit-Max: many\r\nX-HubSpot-RateLimit-Remaining: -1\r\n";
    let token = access_token();
    for (headers, told) in [(limits, Some((110, 107))), (odd, None), ("", None)] {
        let stand = Stand::always(Canned::typed(200, "application/json", body, headers)).await;
        let hubspot = hubspot(&stand);
        let details = hubspot.account_details(ApiVersion::V2026_09, &token).await;
        let limit = details.unwrap().receipt.rate_limit;
        assert_eq!(
            limit.map(|limit| (limit.max, limit.remaining)),
            told,
            "{headers}"
        );
        let interval = limit.map_or(Duration::from_secs(10), |limit| limit.interval);
        assert_eq!(interval, Duration::from_secs(10), "milliseconds are meant");
    }
}

#[tokio::test]
async fn an_unknown_token_is_inactive() {
    let stand = Stand::always(Canned::json(200, r#"{"active":false}"#)).await;
    let answer = hubspot(&stand)
        .introspect(&present(), &access_token())
        .await
        .unwrap();
    assert!(!answer.active);
    assert_eq!(answer.hub_id, None);
}

#[tokio::test]
async fn account_information_is_read_by_bearer() {
    let body = r#"{"portalId":4711,"portalName":"Old Mill","accountType":"DEVELOPER_TEST",
        "timeZone":"Europe/Dublin","uiDomain":"app-eu1.hubspot.com","dataHostingLocation":"eu1",
        "companyCurrency":"EUR","additionalCurrencies":[],"utcOffset":"+00:00"}"#;
    let stand = Stand::always(Canned::json(200, body)).await;
    let hubspot = hubspot(&stand);
    let token = access_token();
    let details = hubspot.account_details(ApiVersion::V2026_03, &token);
    let details = details.await.unwrap();
    assert_eq!(details.hub_id, Some(HubId(4711)));
    assert_eq!(details.name.as_deref(), Some("Old Mill"));
    assert_eq!(details.account_type, AccountType::DeveloperTest);
    assert_eq!(details.ui_domain.as_deref(), Some("app-eu1.hubspot.com"));
    let asked = &stand.asked()[0];
    assert!(asked.starts_with("GET /account-info/2026-03/details HTTP/1.1\r\n"));
    assert!(asked.contains("Bearer CANARY-ACCESS"), "{asked}");
}

#[tokio::test]
async fn a_host_of_pages_is_a_host_or_nothing() {
    let body = r#"{"portalId":4711,"accountType":"A_NEW_TYPE","uiDomain":"app.hubspot.com/@evil"}"#;
    let stand = Stand::always(Canned::json(200, body)).await;
    let hubspot = hubspot(&stand);
    let token = access_token();
    let details = hubspot.account_details(ApiVersion::V2026_09, &token);
    let details = details.await.unwrap();
    assert_eq!(details.ui_domain, None);
    assert_eq!(details.account_type, AccountType::Unknown);
}

#[tokio::test]
async fn revocation_takes_an_empty_answer_and_an_empty_object() {
    let id = "0195f3a0-0000-4000-8000-00000000c0de";
    let header = format!("X-HubSpot-Correlation-Id: {id}\r\n");
    for canned in [
        Canned::typed(200, "text/plain", "", &header),
        Canned::typed(200, "application/json", "{}", &header),
        Canned::typed(204, "text/plain", "", &header),
    ] {
        let stand = Stand::always(canned).await;
        let receipt = hubspot(&stand)
            .revoke(&present(), &refresh_token())
            .await
            .unwrap();
        assert_eq!(receipt.correlation_id.as_deref(), Some(id));
        let asked = &stand.asked()[0];
        assert!(asked.starts_with("POST /oauth/2026-09/token/revoke HTTP/1.1\r\n"));
        assert_eq!(form(asked)["token_type_hint"], "refresh_token");
        assert_eq!(form(asked)["token"], "CANARY-REFRESH");
    }
}

#[tokio::test]
async fn uninstalling_is_a_delete_by_bearer() {
    let stand = Stand::always(Canned::Bytes(b"HTTP/1.1 204 X\r\n\r\n".to_vec())).await;
    let hubspot = hubspot(&stand);
    let token = access_token();
    let receipt = hubspot.uninstall(ApiVersion::V2026_09, &token);
    assert_eq!(receipt.await.unwrap().http_status, 204);
    let asked = &stand.asked()[0];
    assert!(asked.starts_with("DELETE /appinstalls/2026-09/external-install HTTP/1.1\r\n"));
    assert!(asked.ends_with("\r\n\r\n"), "no body is sent");
}
