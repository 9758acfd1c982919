use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use keeper_api::{Closing, Leaving, NoticeKind, Place, TrayAction, TrayItem, TrayMenu};
use keeper_core::error::Code;
use keeper_tests::desk::TestDesk;
use keeper_tests::desktop::HandClock;
use serde_json::{Value, json};

/// Longer than many of a kind are gathered.
const GATHERED: Duration = Duration::from_secs(4);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// One app, and a clock that is moved by hand.
struct Stage {
    desk: TestDesk,
    clock: Arc<HandClock>,
    app: Value,
}

impl Stage {
    async fn new() -> Self {
        let clock = Arc::new(HandClock::default());
        let desk = TestDesk::start_by(Arc::clone(&clock) as _).await;
        set(&desk, "daily_proof", json!(false)).await;
        let app = desk.save_app(0).await;
        Self { desk, clock, app }
    }

    async fn install(&self, place: usize) -> Value {
        let hub_id = self.desk.account("DEVELOPER_TEST", place);
        self.desk.install(&self.app, hub_id).await
    }

    /// The customers uninstall, and the next refresh tells.
    async fn lose(&self, places: &[usize], ids: &[&Value]) {
        for place in places {
            let client_id = self.desk.practice.apps()[0].client_id.clone();
            let hub_id = self.desk.account("DEVELOPER_TEST", *place);
            let order = json!({"client_id": client_id, "hub_id": hub_id});
            self.desk.control("uninstall", order).await;
        }
        self.desk.refresh(ids).await;
    }

    /// Lets a second pass, until the menu is as wanted.
    async fn menu(&self, what: &str, is_wanted: impl Fn(&TrayMenu) -> bool) -> TrayMenu {
        let outside = &self.desk.outside;
        outside.until(what, |now| is_wanted(&now.menu())).await;
        outside.menu()
    }
}

async fn set(desk: &TestDesk, name: &str, value: Value) {
    let mut settings = desk.call("session_get", json!({})).await["settings"].clone();
    settings[name] = value;
    let saved = desk.call("settings_save", settings.clone()).await;
    assert_eq!(saved, settings, "settings come back as they were saved");
}

/// What the labels of a menu begin with, and what they do.
fn actions(items: &[TrayItem], begin: &str) -> Vec<TrayAction> {
    let inner = items.iter().flat_map(|item| match item {
        TrayItem::Action { label, action } if label.starts_with(begin) => vec![*action],
        TrayItem::Submenu { items, .. } => actions(items, begin),
        TrayItem::Action { .. } | TrayItem::Separator => Vec::new(),
    });
    inner.collect()
}

fn has(menu: &TrayMenu, begin: &str) -> bool {
    !actions(&menu.items, begin).is_empty()
}

#[tokio::test]
async fn all_of_an_app_are_refreshed_from_the_tray() {
    let stage = Stage::new().await;
    stage.install(0).await;
    stage.install(1).await;
    let menu = stage.menu("both accounts", |menu| {
        actions(&menu.items, "Copy token of").len() == 2
    });
    let refresh = actions(&menu.await.items, "Refresh all of")[0];
    let ended = stage.desk.told("refresh_finished");
    stage.desk.api.tray_act(refresh).await.unwrap();
    assert_eq!(ended.await["summary"]["proven"], 2);
    assert!(
        stage.desk.outside.told().is_empty(),
        "nobody is needed, and nobody asked to be told"
    );
}

#[tokio::test]
async fn one_click_in_the_tray_reauthorizes_in_the_browser() {
    let stage = Stage::new().await;
    let id = stage.install(0).await;
    stage.lose(&[0], &[&id]).await;
    let menu = stage.menu("an account to reauthorize", |menu| has(menu, "Reauthorize"));
    let menu = menu.await;
    assert_eq!(menu.badge, 1);
    assert!(!has(&menu, "Copy token of"), "it has none");
    let reauthorize = actions(&menu.items, "Reauthorize")[0];
    stage.desk.api.tray_act(reauthorize).await.unwrap();
    let url = stage.desk.browser.0.lock().unwrap().last().cloned();
    let hub_id = stage.desk.account("DEVELOPER_TEST", 0);
    let started = json!({"authorize_url": url.expect("the browser is opened")});
    let redirect = stage.desk.consent(&started, hub_id).await;
    let (status, _) = stage.desk.visit(&redirect).await;
    assert_eq!(status, 303);
    stage
        .menu("a token again", |menu| has(menu, "Copy token of"))
        .await;
    assert_eq!(stage.desk.outside.menu().badge, 0);
}

#[tokio::test]
async fn what_does_not_work_is_told_and_the_window_comes() {
    let stage = Stage::new().await;
    let id = stage.install(0).await;
    let menu = stage.menu("a token", |menu| has(menu, "Copy token of"));
    let copy = actions(&menu.await.items, "Copy token of")[0];
    stage
        .desk
        .call("installation_forget", json!({"id": id, "for_good": true}))
        .await;
    let chosen = stage.desk.told("place_chosen");
    let refused = stage.desk.api.tray_act(copy).await.unwrap_err();
    let place = format!("#/installations/{}", id.as_str().unwrap());
    assert_eq!(chosen.await["place"], place);
    let outside = &stage.desk.outside;
    assert_eq!(outside.fronts.load(Ordering::SeqCst), 1);
    let told = outside.notices.lock().unwrap()[0].clone();
    assert_eq!(told.kind, NoticeKind::Failed);
    assert!(told.title.starts_with("It didn’t work: "), "{told:?}");
    assert!(!told.body.is_empty(), "{} {told:?}", refused.code.name());
}

#[tokio::test]
async fn a_lock_leaves_nothing_to_be_done() {
    let stage = Stage::new().await;
    stage.install(0).await;
    let menu = stage.menu("a token", |menu| has(menu, "Copy token of"));
    let menu = menu.await;
    let (lock, refresh) = (
        actions(&menu.items, "Lock the vault")[0],
        actions(&menu.items, "Refresh all of")[0],
    );
    stage.desk.api.tray_act(lock).await.unwrap();
    let menu = stage.menu("the lock", |menu| has(menu, "Unlock…"));
    assert_eq!(menu.await.items.len(), 3);
    let refused = stage.desk.api.tray_act(refresh).await.unwrap_err();
    assert_eq!(refused.code, Code::VaultLocked);
    let row = stage.desk.call("installation_query", json!({"limit": 5}));
    assert_eq!(row.await["rows"][0]["health"], "healthy");
    let passphrase = json!({"passphrase": "correct horse battery staple"});
    stage.desk.call("vault_unlock", passphrase).await;
    stage
        .menu("everything again", |menu| has(menu, "Copy token of"))
        .await;
}

#[tokio::test]
async fn looking_only_the_tray_changes_nothing() {
    let stage = Stage::new().await;
    stage.install(0).await;
    let menu = stage.menu("a token", |menu| has(menu, "Copy token of"));
    let menu = menu.await;
    set(&stage.desk, "view_only", json!(true)).await;
    stage
        .menu("only looking", |menu| menu.items.len() == 2)
        .await;
    for begin in ["Refresh all of", "Copy token of", "Lock"] {
        let action = actions(&menu.items, begin)[0];
        let outcome = stage.desk.api.tray_act(action).await;
        let is_lock = action == TrayAction::Lock;
        assert_eq!(outcome.is_ok(), is_lock, "{begin}: locking protects");
    }
}

#[tokio::test]
async fn many_that_die_at_once_are_told_as_one_and_once_a_minute() {
    let stage = Stage::new().await;
    let (one, two, three) = (
        stage.install(0).await,
        stage.install(1).await,
        stage.install(2).await,
    );
    stage
        .menu("three", |menu| {
            actions(&menu.items, "Copy token of").len() == 3
        })
        .await;
    stage.lose(&[0, 1], &[&one, &two]).await;
    stage.menu("two lost", |menu| menu.badge == 2).await;
    stage.clock.advance(GATHERED);
    let outside = &stage.desk.outside;
    outside
        .until("a notice", |now| !now.told().is_empty())
        .await;
    assert_eq!(outside.told(), ["2 installations need reauthorization"]);
    let action = outside.notices.lock().unwrap()[0].action;
    assert_eq!(action, TrayAction::Show(Place::NeedsPerson));

    stage.lose(&[2], &[&three]).await;
    stage.menu("three lost", |menu| menu.badge == 3).await;
    stage.clock.advance(GATHERED);
    stage.clock.advance(MINUTE);
    outside.until("a second", |now| now.told().len() == 2).await;
    assert!(outside.told()[1].ends_with(" needs reauthorization"));
}

#[tokio::test]
async fn who_looks_at_the_window_is_told_nothing_else() {
    let stage = Stage::new().await;
    stage.desk.outside.is_focused.store(true, Ordering::SeqCst);
    let id = stage.install(0).await;
    stage
        .menu("a token", |menu| has(menu, "Copy token of"))
        .await;
    stage.lose(&[0], &[&id]).await;
    stage.menu("it is lost", |menu| menu.badge == 1).await;
    stage.clock.advance(GATHERED);

    // What is told at once after it shows that the first was passed over.
    let order = json!({"app": stage.app, "redirect_url": stage.desk.redirect_url});
    stage.desk.call("install_arm", order).await;
    let answer = format!("{}?code=from-elsewhere", stage.desk.redirect_url);
    stage.desk.visit(&answer).await;
    let outside = &stage.desk.outside;
    outside
        .until("the question", |now| !now.told().is_empty())
        .await;
    assert_eq!(outside.told(), ["Did you start this?"]);
    assert_eq!(outside.fronts.load(Ordering::SeqCst), 1, "it comes forward");
}

#[tokio::test]
async fn a_batch_is_told_to_who_asked_to_be_told_of_all() {
    let stage = Stage::new().await;
    set(&stage.desk, "notifications", json!("all")).await;
    let id = stage.install(0).await;
    stage.desk.refresh(&[&id]).await;
    stage
        .menu("a token", |menu| has(menu, "Copy token of"))
        .await;
    stage.clock.advance(GATHERED);
    let outside = &stage.desk.outside;
    outside.until("the end", |now| !now.told().is_empty()).await;
    assert_eq!(outside.told(), ["The refresh has ended"]);
    let body = outside.notices.lock().unwrap()[0].body.clone();
    assert_eq!(body, "1 proven good, 0 refused, 0 to be tried again.");
}

#[tokio::test]
async fn a_test_account_that_may_expire_is_told_of_once_a_week() {
    let stage = Stage::new().await;
    let account = json!({"hub_id": 4711, "name": "Old Mill", "account_type": "developer_test"});
    stage.desk.call("account_add", account).await;
    let outside = &stage.desk.outside;
    stage.clock.advance(84 * DAY);
    outside
        .until("the warning", |now| {
            now.told() == ["Old Mill may expire soon"]
        })
        .await;
    stage.clock.advance(2 * DAY);
    let other = json!({"hub_id": 4712, "name": "Brook", "account_type": "developer_test"});
    stage.desk.call("account_add", other).await;
    stage.clock.advance(84 * DAY);
    outside
        .until("the other one’s", |now| now.told().len() == 2)
        .await;
    assert_eq!(outside.told()[1], "Brook may expire soon");
}

#[tokio::test]
async fn what_is_said_outside_follows_the_language_at_once() {
    let stage = Stage::new().await;
    let session = stage.desk.call("session_get", json!({})).await;
    let told = (&session["language"], &session["settings"]["language"]);
    assert_eq!(told, (&json!("en"), &json!("system")));
    let app = &stage.app;
    let started = stage.desk.start_install(app, None).await;
    set(&stage.desk, "language", json!("de")).await;
    let session = stage.desk.call("session_get", json!({})).await;
    assert_eq!(session["language"], "de");
    stage
        .menu("German", |menu| has(menu, "Portalkeeper öffnen"))
        .await;
    let origin = stage.desk.redirect_url.rsplit_once('/').unwrap().0;
    let hub_id = stage.desk.account("STANDARD", 0);
    let redirect = stage.desk.consent(&started, hub_id).await;
    let (_, location) = stage.desk.visit(&redirect).await;
    let address = format!("{origin}{}", location.unwrap());
    let page = stage.desk.page(&address).await;
    assert!(page.contains("In Portalkeeper gespeichert"), "{page}");
    assert!(page.contains("lang=\"de\""), "{page}");
    let exported = stage.desk.call("relay_export", json!({})).await;
    let relay = std::fs::read_to_string(exported["path"].as_str().unwrap()).unwrap();
    assert!(relay.contains("lang=\"de\""), "the relay page is German");
}

#[tokio::test]
async fn closing_leaves_it_running_only_where_a_tray_leads_back() {
    let stage = Stage::new().await;
    let stays = || stage.desk.api.leave(Leaving::ClosesWindow) == Closing::Hides;
    assert!(!stays(), "closing ends it until a person wants otherwise");
    set(&stage.desk, "keep_in_tray", json!(true)).await;
    assert!(stays());
    let session = stage.desk.call("session_get", json!({})).await;
    assert_eq!(session["tray"], true);
    let outside = &stage.desk.outside;
    outside.has_no_tray.store(true, Ordering::SeqCst);
    assert!(!stays());
    for (action, calls) in [
        (TrayAction::Open, &outside.fronts),
        (TrayAction::Quit, &outside.quits),
    ] {
        stage.desk.api.tray_act(action).await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 1, "{action:?}");
    }
}
