use keeper_practice::AccountType;
use reqwest::StatusCode;
use serde_json::json;

use crate::bench::{Bench, Link, Reply, query_value, read};

async fn get(bench: &Bench, url: &str) -> Reply {
    read(bench.client.get(url).send().await.unwrap()).await
}

/// The value of a hidden field, as a browser would send it.
fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let rest = page
        .split(&field)
        .nth(1)
        .unwrap_or_else(|| panic!("no field {name} in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

async fn send(bench: &Bench, url: &str, fields: &[(&str, &str)]) -> Reply {
    read(bench.client.post(url).form(fields).send().await.unwrap()).await
}

#[tokio::test]
async fn from_the_link_by_the_chooser_and_the_form_to_the_code() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let chooser = get(&bench, &Link::of(&app).url(bench.practice.pages())).await;
    assert_eq!(chooser.status, 200);
    assert!(chooser.text.contains("Fern Street Bakery") && chooser.text.contains(&hub.to_string()));
    let marker = format!("href=\"/oauth/{hub}/authorize?");
    let query = chooser
        .text
        .split(&marker)
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&");
    let url = format!("{}/oauth/{hub}/authorize?{query}", bench.practice.pages());
    let consent = get(&bench, &url).await;
    assert!(consent.text.contains("View contacts") && consent.text.contains("Connect app"));
    assert!(
        !consent.text.contains("<code>crm.objects.custom.read"),
        "the account lacks it"
    );
    let fields = [
        ("form_key", hidden(&consent.text, "form_key")),
        ("decision", "connect".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let reply = send(&bench, &url, &fields).await;
    assert_eq!(reply.status, StatusCode::FOUND, "{}", reply.text);
    let code = query_value(reply.header("location"), "code").unwrap();
    assert_eq!(bench.exchange(&app, &code).await.json()["hub_id"], hub);
}

#[tokio::test]
async fn cancel_sends_the_browser_back_without_a_code() {
    let bench = Bench::new().await;
    let url = Link::of(&bench.app(0))
        .for_hub(bench.hub(AccountType::Standard))
        .url(bench.practice.pages());
    let key = hidden(&get(&bench, &url).await.text, "form_key");
    let reply = send(&bench, &url, &[("form_key", &key), ("decision", "cancel")]).await;
    assert_eq!(reply.status, StatusCode::FOUND);
    assert_eq!(
        query_value(reply.header("location"), "error").unwrap(),
        "access_denied"
    );
}

#[tokio::test]
async fn a_form_from_elsewhere_is_not_taken() {
    let bench = Bench::new().await;
    let url = Link::of(&bench.app(0))
        .for_hub(bench.hub(AccountType::Standard))
        .url(bench.practice.pages());
    let key = hidden(&get(&bench, &url).await.text, "form_key");
    assert_eq!(
        send(&bench, &url, &[("decision", "connect")]).await.status,
        403,
        "no key"
    );
    assert_eq!(
        send(
            &bench,
            &url,
            &[("form_key", "guessed"), ("decision", "connect")]
        )
        .await
        .status,
        403
    );
    let request = bench
        .client
        .post(&url)
        .form(&[("form_key", key.as_str()), ("decision", "connect")]);
    let reply = request
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 403, "another site sent it");
}

#[tokio::test]
async fn an_unverified_app_asks_for_a_tick() {
    let bench = Bench::new().await;
    let app = bench.app(4);
    let url = Link::of(&app)
        .for_hub(bench.hub(AccountType::Standard))
        .url(bench.practice.pages());
    let page = get(&bench, &url).await.text;
    assert!(page.contains("isn't verified"), "{page}");
    let key = hidden(&page, "form_key");
    let without = send(&bench, &url, &[("form_key", &key), ("decision", "connect")]).await;
    assert_eq!(without.status, 200, "the page comes again");
    assert!(without.text.contains("Tick the box"), "{}", without.text);
    let with = send(
        &bench,
        &url,
        &[
            ("form_key", &key),
            ("decision", "connect"),
            ("understood", "yes"),
        ],
    )
    .await;
    assert_eq!(with.status, StatusCode::FOUND);
}

#[tokio::test]
async fn refusals_are_pages_that_stay() {
    let bench = Bench::new().await;
    let link = Link::of(&bench.app(0));
    let wrong = link.clone().with("redirect_uri", "http://localhost:9/x");
    let page = get(&bench, &wrong.url(bench.practice.pages())).await;
    assert_eq!(page.status, 400);
    assert!(
        page.text.contains("Couldn't complete the connection"),
        "{}",
        page.text
    );
    let developer = link.for_hub(bench.hub(AccountType::AppDeveloper));
    assert_eq!(
        get(&bench, &developer.url(bench.practice.pages()))
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn every_page_is_marked_and_has_a_strict_policy() {
    let bench = Bench::new().await;
    let (link, hub) = (Link::of(&bench.app(0)), bench.hub(AccountType::Standard));
    let pages = bench.practice.pages();
    let urls = [
        pages.to_owned(),
        link.url(pages),
        link.clone().for_hub(hub).url(pages),
        link.with("client_id", "x").url(pages),
        format!("{pages}/integrations-settings/{hub}/installed"),
        format!("{pages}/integrations-settings/1/installed"),
    ];
    for url in urls {
        let page = get(&bench, &url).await;
        assert!(page.text.contains("Not the real HubSpot"), "{url}");
        assert!(
            page.header("content-security-policy")
                .starts_with("default-src 'none'; style-src 'sha256-")
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(!page.text.contains("<script"), "works without script");
    }
}

#[tokio::test]
async fn what_comes_from_outside_is_escaped() {
    let bench = Bench::new().await;
    let evil = "<script>alert(1)</script>\"'&";
    let app = bench.app(0);
    bench
        .post("app", json!({"client_id": app.client_id, "name": evil}))
        .await;
    bench
        .post(
            "account",
            json!({"hub_id": 5_000_001, "name": evil, "domain": evil}),
        )
        .await;
    bench.install(&app, 5_000_001).await;
    let (pages, link) = (
        bench.practice.pages(),
        Link::of(&app).with("state", evil).with(evil, evil),
    );
    let urls = [
        pages.to_owned(),
        format!("{pages}/?account_search=%3Cscript%3E%22"),
        link.clone().with("account_search", evil).url(pages),
        link.clone().for_hub(5_000_001).url(pages),
        link.with("redirect_uri", evil).url(pages),
        format!(
            "{pages}/integrations-settings/5000001/installed?uninstalled={}",
            app.client_id
        ),
    ];
    for url in urls {
        let page = get(&bench, &url).await.text;
        assert!(!page.contains("<script"), "{url}: {page}");
    }
}

#[tokio::test]
async fn the_connected_apps_page_really_uninstalls() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    let url = format!(
        "{}/integrations-settings/{hub}/installed",
        bench.practice.pages()
    );
    let page = get(&bench, &url).await.text;
    assert!(
        page.contains(&app.name) && page.contains("Uninstall"),
        "{page}"
    );
    let stray = send(&bench, &url, &[("client_id", &app.client_id)]).await;
    assert_eq!(stray.status, 403, "without the form's key nothing happens");
    assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
    let fields = [
        ("client_id", app.client_id.as_str()),
        ("form_key", &hidden(&page, "form_key")),
    ];
    let reply = send(&bench, &url, &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    let after = get(
        &bench,
        &format!("{}{}", bench.practice.pages(), reply.header("location")),
    )
    .await
    .text;
    assert!(
        after.contains("was uninstalled") && after.contains("No app is connected"),
        "{after}"
    );
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.json()["status"],
        "BAD_REFRESH_TOKEN"
    );
}

#[tokio::test]
async fn many_accounts_are_searched_and_the_link_survives() {
    let options = keeper_practice::Options {
        accounts: 300,
        ..keeper_practice::Options::default()
    };
    let bench = Bench::with(options).await;
    let link = Link::of(&bench.app(0));
    let all = get(&bench, &link.url(bench.practice.pages())).await.text;
    assert!(all.contains("The first 50 of 300 accounts"), "{all}");
    let found = get(
        &bench,
        &link
            .with("account_search", "harbour dental")
            .url(bench.practice.pages()),
    )
    .await
    .text;
    assert_eq!(
        found.matches("class=\"row\"").count(),
        2,
        "the account and its sandbox: {found}"
    );
    let href = found
        .split("href=\"/oauth/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(
        href.contains("client_id=") && !href.contains("account_search"),
        "{href}"
    );
}

#[tokio::test]
async fn a_foreign_host_name_is_turned_away() {
    let bench = Bench::new().await;
    for base in [bench.practice.api(), bench.practice.pages()] {
        let request = bench
            .client
            .get(format!("{base}/"))
            .header("host", "evil.example");
        assert_eq!(request.send().await.unwrap().status(), 421, "{base}");
    }
}

#[tokio::test]
async fn signing_in_forgets_the_link() {
    let bench = Bench::new().await;
    let pages = bench.practice.pages();
    let link = Link::of(&bench.app(0)).url(pages);
    let key = hidden(&get(&bench, pages).await.text, "form_key");
    let out = send(&bench, &format!("{pages}/logout"), &[("form_key", &key)]).await;
    let cookie = out
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    for url in [link, pages.to_owned()] {
        let asked = bench.client.get(url).header("cookie", &cookie).send();
        let met = read(asked.await.unwrap()).await;
        assert!(
            met.text.contains("Sign in") && !met.text.contains("Choose"),
            "{}",
            met.text
        );
    }
    let back = send(&bench, &format!("{pages}/login"), &[("form_key", &key)]).await;
    assert_eq!(back.header("location"), "/", "not the link");
    assert!(back.header("set-cookie").contains("Max-Age=0"));
    let foreign = send(&bench, &format!("{pages}/logout"), &[("form_key", "x")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}
