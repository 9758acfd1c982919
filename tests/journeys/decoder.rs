//! Every row of the decoder: HubSpot's page refuses, and what it says is
//! pasted into the window.

use keeper_practice::Approval;
use keeper_tests::desk::{TestDesk, http};
use serde_json::{Value, json};

/// An app, a test account that has everything, and what differs at HubSpot.
struct Stage {
    desk: TestDesk,
    fields: Value,
    hub_id: u64,
}

/// An account that a case makes where the usual one won't do.
const OTHER: u64 = 5_000_001;

impl Stage {
    async fn new() -> Self {
        let desk = TestDesk::start().await;
        let fields = desk.app_fields(&desk.practice.apps()[0]);
        let hub_id = desk.account("DEVELOPER_TEST", 0);
        Self {
            desk,
            fields,
            hub_id,
        }
    }

    /// An account that hasn't bought what a conditionally required scope needs.
    async fn without_the_tier() -> Self {
        let mut stage = Self::new().await;
        stage
            .account(json!({"hub_id": OTHER, "products": []}))
            .await;
        stage.hub_id = OTHER;
        let scope = json!(["crm.objects.custom.read"]);
        stage
            .there(json!({"conditionally_required_scopes": scope, "optional_scopes": []}))
            .await;
        stage.fields["conditionally_required_scopes"] = scope;
        stage.fields["optional_scopes"] = json!([]);
        stage
    }

    /// Changes the app's settings at HubSpot, not here.
    async fn there(&self, change: Value) {
        let mut order = json!({"client_id": self.fields["client_id"]});
        let fields = change.as_object().unwrap().clone();
        order.as_object_mut().unwrap().extend(fields);
        self.desk.control("app", order).await;
    }

    async fn account(&self, change: Value) {
        self.desk.control("account", change).await;
    }

    /// Scopes of the app with these besides.
    fn with_scopes(&self, more: &[&str]) -> Vec<Value> {
        let mut scopes = self.fields["required_scopes"].as_array().unwrap().clone();
        scopes.extend(more.iter().map(|scope| json!(scope)));
        scopes
    }

    /// Requires these besides, in the profile that is kept here.
    fn require(&mut self, more: &[&str]) {
        self.fields["required_scopes"] = json!(self.with_scopes(more));
    }

    /// Opens the link as the account's first user; what the page says, and
    /// the flow that waits on.
    async fn refusal(&self) -> (Value, Option<String>, String) {
        let saved = self
            .desk
            .call("app_save", json!({"app": self.fields}))
            .await;
        let started = self
            .desk
            .start_install(&saved["id"], Some(self.hub_id))
            .await;
        let url = started["authorize_url"].as_str().unwrap();
        match self.desk.practice.approve(url, self.hub_id).await {
            Ok(Approval::Refused { code, text, .. }) => {
                (started["flow"].clone(), code.map(str::to_owned), text)
            }
            other => panic!("the page refuses: {other:?}"),
        }
    }

    async fn explain(&self, flow: &Value, text: &str) -> Value {
        let question = json!({"flow": flow, "text": text});
        self.desk.call("page_explain", question).await["explanations"][0].clone()
    }

    /// The page's words lead to `code`, and so does HubSpot's own name for the
    /// problem, where there is one: that needs no language.
    async fn explained_as(self, code: &str) -> Value {
        let (flow, name, text) = self.refusal().await;
        let explained = self.explain(&flow, &text).await;
        assert_eq!(explained["code"], code, "{text}: {explained}");
        if let Some(name) = name {
            let body = json!({"status": name, "message": "…"}).to_string();
            let by_name = self.explain(&flow, &body).await;
            assert_eq!(by_name["code"], code, "{name}: {by_name}");
            assert_eq!(by_name["matched_by"], "status");
        }
        let status = self
            .desk
            .call("install_status", json!({"flow": flow}))
            .await;
        assert_eq!(status["state"], "waiting", "the flow goes on");
        explained
    }
}

#[tokio::test]
async fn the_redirect_url_is_another_one_at_hubspot() {
    let stage = Stage::new().await;
    let there = stage
        .desk
        .redirect_url
        .replace("/oauth-callback", "/oauth-callback/");
    stage.there(json!({"redirect_urls": [there]})).await;
    let explained = stage.explained_as("PageRedirectMismatch").await;
    assert_eq!(explained["needs_admin"], false);
}

#[tokio::test]
async fn the_link_lacks_a_scope_that_the_app_requires() {
    let stage = Stage::new().await;
    let scopes = stage.with_scopes(&["tickets"]);
    stage.there(json!({"required_scopes": scopes})).await;
    stage.explained_as("PageScopesInsufficient").await;
}

#[tokio::test]
async fn a_scope_has_a_name_that_hubspot_does_not_know() {
    let mut stage = Stage::new().await;
    stage.require(&["crm.objects.contact.read"]);
    let explained = stage.explained_as("PageScopeUnknown").await;
    assert!(
        explained["args"]
            .to_string()
            .contains("crm.objects.contacts.read"),
        "the nearest name is told: {explained}"
    );
}

#[tokio::test]
async fn a_scope_is_not_among_the_apps_at_hubspot() {
    let mut stage = Stage::new().await;
    stage.require(&["tickets"]);
    stage.explained_as("PageScopeMisplaced").await;
}

#[tokio::test]
async fn an_optional_scope_stands_in_scope() {
    let mut stage = Stage::new().await;
    let optional = stage.fields["optional_scopes"].as_array().unwrap().clone();
    let name = optional[0].as_str().unwrap().to_owned();
    stage.require(&[&name]);
    stage.fields["optional_scopes"] = json!(optional[1..]);
    stage.explained_as("PageScopeMisplaced").await;
}

#[tokio::test]
async fn the_client_id_is_nobodys() {
    let mut stage = Stage::new().await;
    stage.fields["client_id"] = json!("00000000-1111-4222-8333-444444444444");
    stage.explained_as("PageClientIdUnknown").await;
}

#[tokio::test]
async fn the_app_was_deleted() {
    let stage = Stage::new().await;
    let control = stage.desk.practice.control().unwrap();
    let gone = json!({"client_id": stage.fields["client_id"]});
    let order = http().delete(format!("{control}/app")).json(&gone);
    assert!(order.send().await.unwrap().status().is_success());
    stage.explained_as("PageClientIdUnknown").await;
}

#[tokio::test]
async fn the_account_lacks_the_tier() {
    let stage = Stage::without_the_tier().await;
    let explained = stage.explained_as("PageAccountLacksTier").await;
    assert_eq!(explained["needs_admin"], true);
}

#[tokio::test]
async fn the_user_may_not_authorize_the_scopes() {
    let mut stage = Stage::new().await;
    let user = json!({"user_id": 7, "email": "seven@a.example", "super_admin": false,
        "may_install": false});
    stage
        .account(json!({"hub_id": OTHER, "users": [user]}))
        .await;
    stage.hub_id = OTHER;
    let explained = stage.explained_as("PageUserLacksRights").await;
    assert_eq!(explained["needs_admin"], true);
}

#[tokio::test]
async fn the_old_contacts_scope() {
    let mut stage = Stage::new().await;
    stage.require(&["contacts"]);
    stage.explained_as("PageContactsScopeDeprecated").await;
}

#[tokio::test]
async fn the_accounts_governance_has_not_approved_the_app() {
    let stage = Stage::new().await;
    stage
        .account(json!({"hub_id": stage.hub_id, "approved_apps": []}))
        .await;
    let explained = stage.explained_as("PageAppNotApproved").await;
    assert_eq!(explained["needs_admin"], true);
}

#[tokio::test]
async fn the_developer_has_not_signed_the_policy() {
    let stage = Stage::new().await;
    stage.there(json!({"acceptable_use_signed": false})).await;
    let explained = stage.explained_as("PageUseNotSigned").await;
    assert_eq!(explained["fix"], "sign_policy");
}

#[tokio::test]
async fn apps_cannot_be_installed_on_developer_accounts() {
    let mut stage = Stage::new().await;
    stage
        .account(json!({"hub_id": OTHER, "type": "APP_DEVELOPER"}))
        .await;
    stage.hub_id = OTHER;
    stage.explained_as("AccountCannotHost").await;
}

#[tokio::test]
async fn the_allow_list_lacks_the_account() {
    let stage = Stage::new().await;
    stage
        .there(json!({"is_private_distribution": true, "allowed_accounts": [1]}))
        .await;
    stage.explained_as("InstallLimitReached").await;
}

#[tokio::test]
async fn signed_out_hubspot_shows_its_home_page() {
    let stage = Stage::new().await;
    let saved = stage
        .desk
        .call("app_save", json!({"app": stage.fields}))
        .await;
    let started = stage.desk.start_install(&saved["id"], None).await;
    let home = format!("{}/home", stage.desk.practice.pages());
    for text in ["I see HubSpot’s home page", home.as_str()] {
        let question = json!({"flow": started["flow"], "text": text});
        let told = stage.desk.call("page_explain", question).await;
        let explained = &told["explanations"][0];
        assert_eq!(explained["code"], "PageSignedOut", "{text}: {told}");
        assert_eq!(explained["fix"], "open_link_again");
    }
}

#[tokio::test]
async fn what_says_nothing_is_asked_about_and_not_guessed() {
    let stage = Stage::new().await;
    let saved = stage
        .desk
        .call("app_save", json!({"app": stage.fields}))
        .await;
    let started = stage.desk.start_install(&saved["id"], None).await;
    let question = json!({"flow": started["flow"], "text": "Etwas ist schiefgelaufen."});
    let told = stage.desk.call("page_explain", question).await;
    assert_eq!(told["explanations"], json!([]));
    assert_eq!(
        told["ask"],
        json!(["which_page", "names_scopes", "every_account"])
    );
    let question = json!({"flow": started["flow"], "text": "", "answers": ["page_home"]});
    let told = stage.desk.call("page_explain", question).await;
    assert_eq!(told["explanations"][0]["code"], "PageSignedOut", "{told}");
}

#[tokio::test]
async fn the_corrected_link_is_one_that_hubspot_takes() {
    let stage = Stage::without_the_tier().await;
    let (flow, _, text) = stage.refusal().await;
    let explained = stage.explain(&flow, &text).await;
    let link = explained["corrected_link"]
        .as_str()
        .expect("there is a better link");
    let question = json!({"flow": flow, "text": text, "code": "PageAccountLacksTier"});
    stage.desk.call("page_open_corrected", question).await;
    let opened = stage.desk.browser.0.lock().unwrap().last().cloned();
    assert_eq!(opened.as_deref(), Some(link), "the browser shows it");
    let approved = stage.desk.practice.approve(link, OTHER).await;
    let Ok(Approval::Redirect(redirect)) = approved else {
        panic!("{link}: {approved:?}");
    };
    stage.desk.visit(&redirect).await;
    let ended = stage.desk.flow_at(&flow, &["done", "failed"]).await;
    assert_eq!(
        ended["state"], "done",
        "it has the state of the flow that waits"
    );
}

/// HubSpot's statuses of the token endpoint, and what they are explained as.
const STATUSES: &[(&str, &str)] = &[
    ("BAD_REFRESH_TOKEN", "RefreshRejected"),
    ("MISMATCH_REFRESH_TOKEN_CLIENT", "RefreshTokenOfOtherApp"),
    ("BAD_AUTH_CODE", "CodeRefused"),
    ("EXPIRED_AUTH_CODE", "CodeRefused"),
    ("MISMATCH_REDIRECT_URI_AUTH_CODE", "RedirectUrlMismatch"),
    ("BAD_REDIRECT_URI", "RedirectUrlMismatch"),
    ("BAD_CLIENT_ID", "ClientIdRefused"),
    ("BAD_CLIENT_SECRET", "ClientSecretRefused"),
    ("BAD_GRANT_TYPE", "ProfileRefused"),
    ("BAD_CODE_VERIFIER", "CodeVerifierRefused"),
    ("BAD_SCOPES", "ProfileRefused"),
    ("BAD_HUB", "AccountGone"),
];

#[tokio::test]
async fn every_status_of_the_token_endpoint_is_explained_from_its_body() {
    let stage = Stage::new().await;
    let url = format!("{}/oauth/2026-09/token", stage.desk.practice.api());
    for (status, code) in STATUSES {
        let order = json!({"endpoint": "token", "error": status});
        stage.desk.control("faults", order).await;
        let form = [("grant_type", "refresh_token"), ("client_id", "x")];
        let answer = http().post(&url).form(&form).send().await.unwrap();
        let body = answer.text().await.unwrap();
        assert!(body.contains(status), "{body}");
        let told = stage.desk.call("page_explain", json!({"text": body})).await;
        assert_eq!(told["explanations"][0]["code"], *code, "{body}: {told}");
        assert_eq!(told["explanations"][0]["matched_by"], "status");
    }
}
