use serde_json::json;

use crate::bench::{Bench, Link, query_value, read};

const HUB: u64 = 5_000_001;

/// An account on a hublet, and a bench.
async fn on(hublet: &str) -> Bench {
    let bench = Bench::new().await;
    bench
        .post("account", json!({"hub_id": HUB, "hublet": hublet}))
        .await;
    bench
}

#[tokio::test]
async fn codes_tokens_and_hosts_are_those_of_the_accounts_hublet() {
    for (hublet, host) in [
        ("na1", "app.hubspot.com"),
        ("na2", "app-na2.hubspot.com"),
        ("eu1", "app-eu1.hubspot.com"),
        ("ap1", "app-ap1.hubspot.com"),
    ] {
        let bench = on(hublet).await;
        let app = bench.app(0);
        let code = bench.code(&Link::of(&app), HUB).await;
        assert!(code.starts_with(&format!("{hublet}-")), "{code}");
        let tokens = bench.install(&app, HUB).await;
        assert!(tokens.refresh.starts_with(&format!("{hublet}-")));
        let info = bench.account_info(&tokens.access).await.json();
        assert_eq!(
            (&info["uiDomain"], &info["dataHostingLocation"]),
            (&json!(host), &json!(hublet))
        );
        let told = bench.introspect(&app, &tokens.access).await;
        assert_eq!(told["signed_access_token"]["hublet"], hublet);
    }
}

#[tokio::test]
async fn a_regions_host_knows_the_apps_that_were_made_there() {
    let bench = on("eu1").await;
    let app = bench.app(0);
    let pages = format!("{}/app-eu1", bench.practice.pages());
    let text = "an invalid app client_id was provided";
    for link in [Link::of(&app), Link::of(&app).for_hub(HUB)] {
        let refused = bench.approve(&link.url(&pages), HUB).await;
        assert!(
            refused["refused"]["text"].as_str().unwrap().contains(text),
            "{refused}"
        );
        let page = read(bench.client.get(link.url(&pages)).send().await.unwrap()).await;
        assert!(
            page.status == 400 && page.text.contains(text),
            "{}",
            page.text
        );
    }
    bench
        .post("app", json!({"client_id": app.client_id, "hublet": "eu1"}))
        .await;
    let answer = bench.approve(&Link::of(&app).url(&pages), HUB).await;
    let code = query_value(answer["redirect"].as_str().unwrap(), "code").unwrap();
    assert_eq!(bench.exchange(&app, &code).await.status, 200);
    let elsewhere = format!("{}/app-ap1", bench.practice.pages());
    let refused = bench.approve(&Link::of(&app).url(&elsewhere), HUB).await;
    assert!(refused["redirect"].is_null(), "{refused}");
    bench.install(&app, HUB).await;
}

#[tokio::test]
async fn the_chooser_and_the_consent_page_stay_on_their_host() {
    let bench = on("eu1").await;
    let app = bench.app(0);
    bench
        .post("app", json!({"client_id": app.client_id, "hublet": "eu1"}))
        .await;
    let pages = format!("{}/app-eu1", bench.practice.pages());
    let chooser = bench
        .client
        .get(Link::of(&app).url(&pages))
        .send()
        .await
        .unwrap();
    let chooser = chooser.text().await.unwrap();
    let way = format!("href=\"/app-eu1/oauth/{HUB}/authorize?client_id=");
    assert!(chooser.contains(&way), "{chooser}");
    let consent = Link::of(&app).for_hub(HUB).url(&pages);
    let consent = bench
        .client
        .get(consent)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        consent.contains("href=\"/app-eu1/oauth/authorize?client_id="),
        "{consent}"
    );
    let log = bench.ask("log").await;
    assert_eq!(log[0]["path"], "/app-eu1/oauth/authorize");
}

#[tokio::test]
async fn there_are_no_pages_on_hosts_that_dont_exist() {
    let bench = Bench::new().await;
    let link = Link::of(&bench.app(0));
    for host in ["app-xx1", "app", "eu1"] {
        let url = link.url(&format!("{}/{host}", bench.practice.pages()));
        assert_eq!(
            bench.client.get(url).send().await.unwrap().status(),
            404,
            "{host}"
        );
    }
}
