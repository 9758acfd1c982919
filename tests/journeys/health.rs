//! Every way from one health to another that a person can live through. The
//! names say from where to where; tests/tidy holds the list.

use std::sync::Arc;
use std::time::Duration;

use keeper_tests::database::damage_tokens;
use keeper_tests::desk::TestDesk;
use keeper_tests::desktop::HandClock;
use serde_json::{Value, json};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// One app, one installation, and a clock that is moved by hand.
struct Stage {
    desk: TestDesk,
    clock: Arc<HandClock>,
    app: Value,
    hub_id: u64,
    id: Value,
}

impl Stage {
    /// An installation that is healthy, and that nobody proves by themselves.
    async fn healthy() -> Self {
        let clock = Arc::new(HandClock::default());
        let desk = TestDesk::start_by(Arc::clone(&clock) as _).await;
        let mut settings = desk.call("session_get", json!({})).await["settings"].clone();
        settings["daily_proof"] = json!(false);
        desk.call("settings_save", settings).await;
        let app = desk.save_app(0).await;
        let hub_id = desk.account("DEVELOPER_TEST", 0);
        let id = desk.install(&app, hub_id).await;
        let stage = Self {
            desk,
            clock,
            app,
            hub_id,
            id,
        };
        stage.is("healthy").await;
        stage
    }

    async fn unproven() -> Self {
        let stage = Self::healthy().await;
        stage.clock.advance(37 * HOUR);
        stage.is("unproven").await;
        stage
    }

    async fn retrying() -> Self {
        let stage = Self::healthy().await;
        stage.fails_at("refresh", 503, 1).await;
        stage.refresh().await;
        stage.is("retrying").await;
        stage
    }

    async fn scopes_behind() -> Self {
        let stage = Self::healthy().await;
        stage.want("tickets", true).await;
        stage.is("scopes_behind").await;
        stage
    }

    async fn dead() -> Self {
        let stage = Self::healthy().await;
        stage.uninstalled_there().await;
        stage.refresh().await;
        stage.is("needs_reauthorization").await;
        stage
    }

    async fn app_problem() -> (Self, Value) {
        let stage = Self::healthy().await;
        let secret = stage.rotate().await;
        stage.refresh().await;
        stage.is("app_problem").await;
        (stage, secret)
    }

    async fn started_over() -> Self {
        let stage = Self::healthy().await;
        let new = json!({"slot": "memory"});
        stage.desk.call("vault_start_afresh", new).await;
        stage.is("secret_unavailable").await;
        stage
    }

    /// An installation whose tokens were damaged on disk and then looked for.
    async fn unreadable() -> Self {
        let stage = Self::healthy().await;
        assert_eq!(damage_tokens(stage.desk.directory.path()), 1);
        stage.refresh().await;
        stage.is("token_unreadable").await;
        stage
    }

    /// A grant whose account HubSpot can't name, and the flow it came from.
    async fn held() -> (Self, Value) {
        let mut stage = Self::healthy().await;
        stage.fails_at("introspect", 503, 1).await;
        let other = stage.desk.account("DEVELOPER_TEST", 1);
        let started = stage.desk.start_install(&stage.app, Some(other)).await;
        let redirect = stage.desk.consent(&started, other).await;
        stage.desk.visit(&redirect).await;
        let status = stage
            .desk
            .until("install_status", json!({"flow": started["flow"]}), |flow| {
                flow["installation"].is_string()
            })
            .await;
        stage.id = status["installation"].clone();
        stage.hub_id = other;
        stage.is("held").await;
        (stage, started["flow"].clone())
    }

    /// A reauthorization that another account answered; the grant is on stage.
    async fn quarantined() -> Self {
        let mut stage = Self::healthy().await;
        let other = stage.desk.account("DEVELOPER_TEST", 1);
        let started = stage.reauthorize_as(other).await;
        let ended = stage.desk.flow_at(&started["flow"], &["quarantined"]).await;
        stage.id = ended["installation"].clone();
        stage.hub_id = other;
        stage.is("quarantined").await;
        stage
    }

    async fn is(&self, health: &str) {
        let row = self.desk.row(&self.id).await;
        assert_eq!(row["health"], health, "{row}");
    }

    async fn becomes(&self, health: &str) {
        let is_so = |row: &Value| row["health"] == health;
        let id = json!({"id": self.id});
        self.desk.until("installation_get", id, is_so).await;
    }

    async fn refresh(&self) {
        self.desk.refresh(&[&self.id]).await;
    }

    async fn fails_at(&self, endpoint: &str, status: u16, count: u32) {
        let order = json!({"endpoint": endpoint, "status": status, "count": count});
        self.desk.control("faults", order).await;
    }

    async fn uninstalled_there(&self) {
        let client_id = &self.desk.practice.apps()[0].client_id;
        let order = json!({"client_id": client_id, "hub_id": self.hub_id});
        self.desk.control("uninstall", order).await;
    }

    async fn rotate(&self) -> Value {
        let client_id = &self.desk.practice.apps()[0].client_id;
        let rotated = self
            .desk
            .control("rotate-secret", json!({"client_id": client_id}));
        rotated.await["client_secret"].clone()
    }

    async fn save(&self, change: impl FnOnce(&mut Value)) {
        let mut fields = self.desk.app_fields(&self.desk.practice.apps()[0]);
        fields["id"] = self.app.clone();
        change(&mut fields);
        let checked = self.desk.told("secret_checked");
        self.desk.call("app_save", json!({"app": fields})).await;
        // The secret is saved anew, and tried.
        checked.await;
    }

    /// Puts a scope into the app's settings here and at HubSpot, or takes it out.
    async fn want(&self, scope: &str, wanted: bool) {
        let listing = &self.desk.practice.apps()[0];
        let mut scopes = listing.required_scopes.clone();
        scopes.retain(|kept| kept != scope);
        if wanted {
            scopes.push(scope.to_owned());
        }
        let order = json!({"client_id": listing.client_id, "required_scopes": scopes});
        self.desk.control("app", order).await;
        self.save(|fields| fields["required_scopes"] = json!(scopes))
            .await;
    }

    /// One click, with consent by whichever account is signed in.
    async fn reauthorize_as(&self, hub_id: u64) -> Value {
        let args = json!({"id": self.id, "open_browser": false});
        let started = self.desk.call("installation_reauthorize", args).await;
        let url = started["authorize_url"].as_str().unwrap();
        let chosen = url.replace(&format!("/{}/", self.hub_id), "/");
        let redirect = self
            .desk
            .consent(&json!({"authorize_url": chosen}), hub_id)
            .await;
        self.desk.visit(&redirect).await;
        started
    }

    async fn reauthorize(&self) {
        let started = self.reauthorize_as(self.hub_id).await;
        let ended = self
            .desk
            .flow_at(&started["flow"], &["done", "failed"])
            .await;
        assert_eq!(ended["state"], "done", "{ended}");
    }

    async fn install_again(&self) {
        let again = self.desk.install(&self.app, self.hub_id).await;
        assert_eq!(again, self.id, "the row keeps its name");
    }
}

#[tokio::test]
async fn healthy_to_unproven() {
    Stage::unproven().await;
}

#[tokio::test]
async fn unproven_to_healthy() {
    let stage = Stage::unproven().await;
    stage.refresh().await;
    stage.is("healthy").await;
}

#[tokio::test]
async fn unproven_to_needs_reauthorization() {
    let stage = Stage::unproven().await;
    stage.uninstalled_there().await;
    stage.refresh().await;
    stage.is("needs_reauthorization").await;
}

#[tokio::test]
async fn healthy_to_retrying() {
    for status in [423, 477, 500, 502, 503, 504, 521, 526] {
        let stage = Stage::healthy().await;
        stage.fails_at("refresh", status, 1).await;
        stage.refresh().await;
        stage.is("retrying").await;
    }
}

#[tokio::test]
async fn retrying_to_healthy() {
    let stage = Stage::retrying().await;
    stage.refresh().await;
    stage.is("healthy").await;
}

#[tokio::test]
async fn retrying_to_needs_reauthorization() {
    let stage = Stage::retrying().await;
    stage.uninstalled_there().await;
    stage.refresh().await;
    stage.is("needs_reauthorization").await;
}

#[tokio::test]
async fn healthy_to_scopes_behind() {
    Stage::scopes_behind().await;
}

#[tokio::test]
async fn scopes_behind_to_healthy() {
    let stage = Stage::scopes_behind().await;
    stage.reauthorize().await;
    stage.is("healthy").await;

    let stage = Stage::scopes_behind().await;
    stage.want("tickets", false).await;
    stage.is("healthy").await;
}

#[tokio::test]
async fn scopes_behind_to_retrying() {
    let stage = Stage::scopes_behind().await;
    stage.fails_at("refresh", 503, 1).await;
    stage.refresh().await;
    stage.is("retrying").await;
}

#[tokio::test]
async fn healthy_to_needs_reauthorization() {
    Stage::dead().await;
}

#[tokio::test]
async fn needs_reauthorization_to_healthy() {
    let stage = Stage::dead().await;
    stage.reauthorize().await;
    stage.is("healthy").await;
}

#[tokio::test]
async fn healthy_to_app_problem() {
    Stage::app_problem().await;
}

#[tokio::test]
async fn app_problem_to_healthy() {
    let (stage, secret) = Stage::app_problem().await;
    stage.save(|fields| fields["client_secret"] = secret).await;
    stage.becomes("healthy").await;
}

#[tokio::test]
async fn healthy_to_secret_unavailable() {
    Stage::started_over().await;
}

#[tokio::test]
async fn secret_unavailable_to_healthy() {
    let stage = Stage::started_over().await;
    let mut fields = stage.desk.app_fields(&stage.desk.practice.apps()[0]);
    fields["id"] = stage.app.clone();
    stage.desk.call("app_save", json!({"app": fields})).await;
    stage.reauthorize().await;
    stage.is("healthy").await;
}

#[tokio::test]
async fn a_lock_changes_no_health() {
    let stage = Stage::healthy().await;
    stage.desk.call("vault_lock", json!({})).await;
    stage.is("healthy").await;
    let session = stage.desk.call("session_get", json!({})).await;
    assert_eq!(session["counts"]["needs_person"], 0);
}

#[tokio::test]
async fn healthy_to_token_unreadable() {
    let stage = Stage::unreadable().await;
    let row = stage.desk.row(&stage.id).await;
    assert_eq!(row["code"], "TokenUnreadable", "{row}");
    let counts = stage.desk.call("session_get", json!({})).await["counts"].clone();
    assert_eq!(
        (&counts["needs_person"], &counts["has_token"]),
        (&json!(1), &json!(0))
    );
    let of_health = json!({"filter": {"healths": ["token_unreadable"]}, "limit": 10});
    let page = stage.desk.call("installation_query", of_health).await;
    assert_eq!(page["rows"][0]["id"], stage.id);
    assert_eq!(page["facets"]["health"], json!({"token_unreadable": 1}));
}

#[tokio::test]
async fn token_unreadable_to_healthy() {
    let stage = Stage::unreadable().await;
    stage.reauthorize().await;
    stage.is("healthy").await;
}

#[tokio::test]
async fn healthy_to_revoked() {
    let stage = Stage::healthy().await;
    stage
        .desk
        .call("installation_revoke", json!({"id": stage.id}))
        .await;
    stage.is("revoked").await;
}

#[tokio::test]
async fn revoked_to_healthy() {
    let stage = Stage::healthy().await;
    stage
        .desk
        .call("installation_revoke", json!({"id": stage.id}))
        .await;
    stage.install_again().await;
    stage.is("healthy").await;
}

#[tokio::test]
async fn healthy_to_uninstalled() {
    let stage = Stage::healthy().await;
    stage
        .desk
        .call("installation_uninstall", json!({"id": stage.id}))
        .await;
    stage.is("uninstalled").await;
}

#[tokio::test]
async fn uninstalled_to_healthy() {
    let stage = Stage::healthy().await;
    stage
        .desk
        .call("installation_uninstall", json!({"id": stage.id}))
        .await;
    stage.install_again().await;
    stage.is("healthy").await;
}

#[tokio::test]
async fn held_to_healthy() {
    let (stage, flow) = Stage::held().await;
    stage.clock.advance(HOUR);
    stage.desk.flow_at(&flow, &["done"]).await;
    stage.becomes("healthy").await;
}

#[tokio::test]
async fn held_to_gone() {
    let (stage, _) = Stage::held().await;
    stage.uninstalled_there().await;
    // The night passes, so that the grant is renewed before it is asked about.
    stage.clock.advance(12 * HOUR);
    let rows = json!({"limit": 10});
    let is_gone = |page: &Value| page["total"] == 1;
    let page = stage.desk.until("installation_query", rows, is_gone).await;
    assert_ne!(page["rows"][0]["id"], stage.id, "the other row stays");
}

#[tokio::test]
async fn quarantined_to_healthy() {
    let stage = Stage::quarantined().await;
    let kept = stage.desk.call("grant_keep", json!({"id": stage.id})).await;
    assert_eq!(stage.desk.row(&kept["id"]).await["health"], "healthy");
}

#[tokio::test]
async fn quarantined_to_gone() {
    let stage = Stage::quarantined().await;
    stage
        .desk
        .call("grant_discard", json!({"id": stage.id}))
        .await;
    let problem = stage
        .desk
        .refused("installation_get", json!({"id": stage.id}))
        .await;
    assert_eq!(problem["code"], "InstallationUnknown");
}
