use keeper_tests::desk::TestDesk;
use serde_json::json;

#[tokio::test]
async fn an_app_is_filled_in_and_installed() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("DEVELOPER_TEST", 0);
    let preflight = json!({"app": app, "redirect_url": desk.redirect_url, "hub_id": hub_id});
    let preflight = desk.call("install_preflight", preflight).await;
    let levels = preflight["findings"].as_array().unwrap().iter();
    assert!(
        levels.clone().all(|finding| finding["level"] != "block"),
        "{preflight}"
    );

    let started = desk.start_install(&app, Some(hub_id)).await;
    let url = started["authorize_url"].as_str().unwrap();
    assert!(
        url.contains(&format!("/oauth/{hub_id}/authorize?")),
        "{url}"
    );
    assert!(!url.contains('+'), "spaces are %20: {url}");
    let redirect = desk.consent(&started, hub_id).await;
    let (status, location) = desk.visit(&redirect).await;
    assert_eq!(status, 303);
    assert!(
        !location.unwrap().contains('?'),
        "the code leaves the address bar"
    );
    let done = desk.flow_at(&started["flow"], &["done", "failed"]).await;
    assert_eq!(done["state"], "done", "{done}");

    let row = desk.row(&done["installation"]).await;
    assert_eq!(row["health"], "healthy");
    assert_eq!(row["hub_id"], hub_id);
    assert_eq!(row["account_type"], "developer_test");
    assert!(
        row["account_name"].is_string() && row["installed_by"].is_string(),
        "{row}"
    );
    assert_eq!(row["scopes_granted"], row["scopes_wanted"], "{row}");
    assert!(row["tokens"]["refresh"].is_string());
    let asked: Vec<_> = desk.log().await;
    let asked: Vec<_> = asked
        .iter()
        .filter_map(|line| line["path"].as_str())
        .collect();
    let order = ["/token", "/introspect", "/details"];
    let places = order.map(|end| asked.iter().position(|path| path.ends_with(end)));
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{asked:?}"
    );
}

#[tokio::test]
async fn the_account_is_chosen_in_the_browser_when_none_is_pinned() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let started = desk.start_install(&app, None).await;
    let redirect = desk.consent(&started, hub_id).await;
    desk.visit(&redirect).await;
    let done = desk.flow_at(&started["flow"], &["done", "failed"]).await;
    assert_eq!(desk.row(&done["installation"]).await["hub_id"], hub_id);
}

#[tokio::test]
async fn a1_a_wrong_state_leaves_the_flow_waiting() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    for query in [
        "code=x&state=wrong",
        "error=access_denied&state=wrong",
        "code=x",
        "",
    ] {
        let (status, _) = desk.visit(&format!("{}?{query}", desk.redirect_url)).await;
        assert_eq!(status, 400, "{query}");
    }
    let waiting = desk.flow_at(&started["flow"], &["waiting"]).await;
    assert_eq!(waiting["stray_hits"], 4);
    let hub_id = desk.account("STANDARD", 0);
    let redirect = desk.consent(&started, hub_id).await;
    assert_eq!(desk.visit(&redirect).await.0, 303);
    desk.flow_at(&started["flow"], &["done"]).await;
}

#[tokio::test]
async fn a1_a_state_is_used_once() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let redirect = desk.consent(&started, desk.account("STANDARD", 0)).await;
    desk.visit(&redirect).await;
    desk.flow_at(&started["flow"], &["done"]).await;
    let again = json!({"flow": started["flow"], "text": redirect});
    assert_eq!(
        desk.refused("install_paste", again).await["code"],
        "FlowExpired"
    );
}

#[tokio::test]
async fn a10_the_address_can_be_pasted_and_a_strangers_is_refused() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let flow = &started["flow"];
    for (text, code) in [
        ("hello", "RedirectNonsense"),
        (
            "http://localhost/?code=x&state=strangers",
            "RedirectStateMismatch",
        ),
    ] {
        let problem = desk
            .refused("install_paste", json!({"flow": flow, "text": text}))
            .await;
        assert_eq!(problem["code"], code);
    }
    let redirect = desk.consent(&started, desk.account("STANDARD", 0)).await;
    desk.call("install_paste", json!({"flow": flow, "text": redirect}))
        .await;
    desk.flow_at(flow, &["done"]).await;
}

#[tokio::test]
async fn a10_an_address_is_found_in_a_text_and_a_strangers_beside_it_is_not_taken() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let flow = &started["flow"];
    let redirect = desk.consent(&started, desk.account("STANDARD", 0)).await;
    let strangers = "[here](http://localhost/?code=x&state=strangers)";
    let refused = desk.refused("install_paste", json!({"flow": flow, "text": strangers}));
    assert_eq!(refused.await["code"], "RedirectStateMismatch");
    let text = format!("{strangers} or <{}>.", redirect.replace('&', "&amp;"));
    desk.call("install_paste", json!({"flow": flow, "text": text}))
        .await;
    desk.flow_at(flow, &["done"]).await;
}

#[tokio::test]
async fn a_denied_consent_ends_the_flow_and_installs_nothing() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let url = started["authorize_url"].as_str().unwrap();
    let (_, state) = url.split_once("state=").unwrap();
    let denied = format!("{}?error=access_denied&state={state}", desk.redirect_url);
    desk.visit(&denied).await;
    let failed = desk.flow_at(&started["flow"], &["failed"]).await;
    assert_eq!(failed["problem"]["code"], "ConsentDenied");
    let page = desk.call("installation_query", json!({"limit": 10})).await;
    assert_eq!(page["total"], 0);
}

#[tokio::test]
async fn a_cancelled_flow_closes_its_listener_at_once() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    desk.call("install_cancel", json!({"flow": started["flow"]}))
        .await;
    let failed = desk.flow_at(&started["flow"], &["failed"]).await;
    assert_eq!(failed["problem"]["code"], "FlowCancelled");
    let again = desk.start_install(&app, None).await;
    assert_ne!(again["flow"], started["flow"], "the port is free again");
}

#[tokio::test]
async fn a_busy_port_is_named_before_the_browser_opens() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let port: u16 = desk
        .redirect_url
        .split(':')
        .nth(2)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let _holder = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let args = json!({"app": app, "redirect_url": desk.redirect_url});
    let problem = desk.refused("install_start", args).await;
    assert_eq!(problem["code"], "RedirectPortBusy");
    assert_eq!(problem["args"]["port"], port);
    assert!(desk.browser.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_app_cannot_be_saved_half() {
    let desk = TestDesk::start().await;
    let fields = json!({"app": {"name": "Half", "client_id": "not a uuid"}});
    let problem = desk.refused("app_save", fields).await;
    assert_eq!(problem["code"], "AppInvalid");
    let fields: Vec<_> = problem["args"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["level"] == "block")
        .map(|finding| finding["field"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(fields, ["client_id", "redirect_urls", "required_scopes"]);
    assert_eq!(desk.call("app_list", json!({})).await, json!([]));
}

#[tokio::test]
async fn a_dead_hubspot_after_consent_is_said_and_nothing_is_doubled() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    let redirect = desk.consent(&started, desk.account("STANDARD", 0)).await;
    desk.control(
        "faults",
        json!({"endpoint": "exchange", "status": 503, "count": 1}),
    )
    .await;
    desk.visit(&redirect).await;
    let failed = desk.flow_at(&started["flow"], &["failed"]).await;
    assert_eq!(failed["problem"]["code"], "HubSpotUnavailable");
    assert_eq!(
        desk.call("installation_query", json!({"limit": 10})).await["total"],
        0
    );
}

#[tokio::test]
async fn a_grant_is_held_while_hubspot_cannot_say_whose_it_is() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    desk.control(
        "faults",
        json!({"endpoint": "introspect", "status": 502, "count": 1}),
    )
    .await;
    let started = desk.start_install(&app, Some(hub_id)).await;
    let redirect = desk.consent(&started, hub_id).await;
    desk.visit(&redirect).await;
    let page = desk.call("installation_query", json!({"limit": 10})).await;
    assert_eq!(page["rows"][0]["health"], "held", "{page}");
    let done = desk.flow_at(&started["flow"], &["done", "failed"]).await;
    assert_eq!(done["state"], "done", "it is asked again: {done}");
    let page = desk.call("installation_query", json!({"limit": 10})).await;
    assert_eq!(
        (&page["total"], &page["rows"][0]["health"]),
        (&json!(1), &json!("healthy"))
    );
}
