use keeper_api::Api;
use serde_json::{Value, json};

use crate::siege::{Program, Siege};
use crate::stand::{Call, HUB, Reply};

macro_rules! names {
    ($($class:ident $name:ident($request:ty) -> $reply:ty;)+) => {
        /// Every command, in the contract's order.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),+];
    };
}

keeper_api::with_commands!(names);

/// What there is to be named.
pub struct Known {
    pub app: Value,
    pub fields: Value,
    pub redirect_url: String,
    pub installation: Value,
    /// A second one, to be left.
    pub leaving: Value,
    /// A grant that was set aside.
    pub aside: Value,
    /// A flow that waits.
    pub flow: Value,
    /// The address that the flow's browser would come back with.
    pub address: String,
    pub batch: Value,
    pub passphrase: &'static str,
}

impl Known {
    /// Makes one of each.
    pub async fn prepare(siege: &Siege<Api>) -> Self {
        let app = siege.save_app().await;
        let installation = siege.install(&app).await;
        let leaving = on_account(siege, &app, HUB + 1).await;
        let aside = set_aside(siege, &installation).await;
        let batch = json!({"ids": [installation]});
        let batch = siege.program.must("installation_refresh", batch).await["batch"].clone();
        let started = siege.start_flow(&app, None).await;
        Self {
            app,
            fields: siege.fields(),
            redirect_url: siege.redirect_url.clone(),
            installation,
            leaving,
            aside,
            address: siege.consented(&started),
            flow: started["flow"].clone(),
            batch,
            passphrase: "correct horse battery staple",
        }
    }
}

/// An installation on another account.
async fn on_account(siege: &Siege<Api>, app: &Value, hub_id: i64) -> Value {
    siege
        .stand
        .next(Call::Exchange, Reply::With(json!({"hub_id": hub_id})));
    siege
        .stand
        .next(Call::Introspect, Reply::With(json!({"hub_id": hub_id})));
    siege
        .stand
        .next(Call::Account, Reply::With(json!({"portalId": hub_id})));
    let started = siege.start_flow(app, None).await;
    siege.come_back(&started).await.flow["installation"].clone()
}

/// A grant for another account than was asked for.
async fn set_aside(siege: &Siege<Api>, id: &Value) -> Value {
    siege
        .stand
        .next(Call::Exchange, Reply::With(json!({"hub_id": HUB + 2})));
    siege
        .stand
        .next(Call::Introspect, Reply::With(json!({"hub_id": HUB + 2})));
    let ended = siege.reauthorize(id).await;
    assert_eq!(ended.flow["state"], "quarantined", "{}", ended.flow);
    ended.flow["installation"].clone()
}

/// The commands that take no arguments.
const NEEDS_NOTHING: [&str; 29] = [
    "session_note_use",
    "answers_save",
    "settings_reset",
    "session_get",
    "app_list",
    "scope_catalogue",
    "install_list",
    "batch_list",
    "import_list",
    "account_list",
    "vault_status",
    "vault_lock",
    "relay_export",
    "scheme_status",
    "scheme_register",
    "scheme_remove",
    "scheme_test",
    "certificates_choose",
    "network_get",
    "proxy_credentials_remove",
    "status_share",
    "status_open",
    "cli_accounts",
    "doctor_run",
    "doctor_copy",
    "doctor_save",
    "installations_export",
    "backup_list",
    "backup_make",
];

/// Plausible arguments for a command. A new command needs its own.
pub fn arguments(name: &str, known: &Known) -> Value {
    let mut fields = known.fields.clone();
    fields["id"] = known.app.clone();
    let install = json!({"app": known.app, "redirect_url": known.redirect_url, "hub_id": HUB,
        "open_browser": false});
    if NEEDS_NOTHING.contains(&name) {
        return json!({});
    }
    match name {
        "session_quit" => json!({"lose_answers": false}),
        "world_enter" => json!({"world": "practice"}),
        "settings_save" => json!({"theme": "dark", "compact": true, "clipboard_seconds": 30,
            "daily_proof": true, "env_name": "HUBSPOT_ACCESS_TOKEN"}),
        "proxy_credentials_save" => json!({"user": "maya", "password": "CANARY"}),
        "link_open" => json!({"page": "connected_apps", "hub_id": HUB}),
        "app_get" | "app_remove" => json!({"id": known.app}),
        "app_check" | "app_save" => json!({"app": fields}),
        "app_parse" => {
            json!({"text": "https://app.hubspot.com/oauth/authorize?client_id=x&scope=oauth"})
        }
        "scope_parse" | "scope_search" => json!({"text": "oauth tickets"}),
        "redirect_probe" | "relay_check" => json!({"redirect_url": known.redirect_url}),
        "install_preflight" | "install_start" => install,
        "install_arm" => json!({"app": known.app, "redirect_url": known.redirect_url}),
        "install_status" | "install_open_browser" | "install_cancel" | "install_confirm" => {
            json!({"flow": known.flow})
        }
        "install_paste" => json!({"flow": known.flow, "text": known.address}),
        "installation_query" | "matrix_query" | "activity_query" => json!({"limit": 500}),
        "installation_refresh" => json!({"ids": [known.installation, known.leaving]}),
        "installation_reauthorize" => {
            json!({"id": known.installation, "open_browser": false})
        }
        "installation_get" | "installation_copy_token" => json!({"id": known.installation}),
        "installation_annotate" => json!({"id": known.installation, "notes": "x", "tags": ["y"],
            "keep_alive": "daily"}),
        "installation_revoke" | "installation_forget" | "installation_restore" => {
            json!({"id": known.leaving})
        }
        "installation_uninstall" => json!({"id": known.installation}),
        "grant_keep" | "grant_discard" | "grant_revoke" => json!({"id": known.aside}),
        "batch_status" | "batch_cancel" => json!({"batch": known.batch}),
        "account_add" => json!({"hub_id": 42, "name": "By hand", "account_type": "sandbox"}),
        "vault_set_up" | "vault_start_afresh" => {
            json!({"slot": "passphrase", "passphrase": known.passphrase})
        }
        "vault_unlock" => json!({"passphrase": known.passphrase}),
        "vault_judge_passphrase" => json!({"passphrase": "tr0ub4dor&3"}),
        "vault_add_passphrase"
        | "vault_remove_slot"
        | "vault_make_recovery_code"
        | "vault_renew_key" => json!({
            "passphrase": known.passphrase, "slot": "passphrase",
            "present": {"passphrase": known.passphrase}}),
        other => more_arguments(other, known),
    }
}

/// Those of projects, imports, calls and accounts.
fn more_arguments(name: &str, known: &Known) -> Value {
    match name {
        "account_remove" => json!({"hub_id": 42}),
        "page_explain" => json!({"text": "BAD_REFRESH_TOKEN", "app": known.app}),
        "page_open_corrected" => {
            json!({"text": "", "flow": known.flow, "code": "PageRedirectMismatch"})
        }
        "project_open" => json!({"from": "folder"}),
        "project_read" => json!({"path": "/nowhere"}),
        "project_export" | "project_compare" | "project_update" | "installation_import" => {
            json!({"app": known.app})
        }
        "installation_add" => json!({"app": known.app, "refresh_token": "na1-CANARY"}),
        "import_status" | "import_cancel" => json!({"import": known.batch}),
        "installation_call" => json!({"id": known.installation}),
        "account_keep_alive" => json!({"hub_id": HUB}),
        "activity_export" => json!({"question": {"limit": 500}, "format": "csv"}),
        "backup_restore" => json!({"name": "vault-2001-01-01.db"}),
        "app_logo_choose" | "app_logo_remove" => json!({"app": known.app}),
        other => panic!("{other} needs plausible arguments here"),
    }
}
