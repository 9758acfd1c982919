//! What the window sends. Text as typed; every command checks what it takes.

use keeper_core::account::AccountType;
use keeper_core::activity::ActivityKind;
use keeper_core::app::AppDraft;
use keeper_core::engine::TokenForm;
use keeper_core::health::Health;
use keeper_core::identifier::{AppId, BatchId, FlowId, HubId, InstallationId};
use keeper_core::installation::KeepAlive;
use keeper_core::secret::{ClientSecret, Passphrase};
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

use crate::views::{SlotKindView, WorldView};

/// No arguments, or no answer but that it was done.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// Names an app.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct AppRequest {
    /// Which.
    pub id: AppId,
}

/// A draft to be checked as it is typed; nothing is kept.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AppCheckRequest {
    /// The fields.
    pub app: AppInput,
}

/// A draft to be saved.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AppSaveRequest {
    /// The fields.
    pub app: AppInput,
}

/// What the form of an app holds.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AppInput {
    /// Which app it changes; none for a new one.
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<AppId>,
    /// A new client secret; absent leaves what is kept.
    #[serde(default, deserialize_with = "optional_client_secret")]
    #[ts(type = "string", optional)]
    pub client_secret: Option<ClientSecret>,
    /// Whether the secret before is kept for a rotation.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub keep_former_secret: bool,
    /// The other fields.
    #[serde(flatten)]
    #[ts(flatten)]
    pub draft: AppDraft,
}

fn optional_client_secret<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ClientSecret>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(ClientSecret::new))
}

fn passphrase<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Passphrase, D::Error> {
    String::deserialize(deserializer).map(Passphrase::new)
}

fn optional_passphrase<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Passphrase>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Passphrase::new))
}

/// Text from anywhere.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct TextRequest {
    /// The text.
    pub text: String,
}

/// A redirect URL whose port is asked about.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RedirectProbeRequest {
    /// The URL.
    pub redirect_url: String,
}

/// What would be installed where.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PreflightRequest {
    /// The app.
    pub app: AppId,
    /// One of its redirect URLs.
    pub redirect_url: String,
    /// The account; none means it is chosen in the browser.
    #[serde(default)]
    #[ts(optional)]
    pub hub_id: Option<HubId>,
}

/// Starts an authorization.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct InstallStartRequest {
    /// The app.
    pub app: AppId,
    /// One of its redirect URLs.
    pub redirect_url: String,
    /// The account to pin; none means it is chosen in the browser.
    #[serde(default)]
    #[ts(optional)]
    pub hub_id: Option<HubId>,
    /// Whether the system browser is opened.
    #[serde(default = "yes")]
    pub open_browser: bool,
}

fn yes() -> bool {
    true
}

/// Names a flow.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct FlowRequest {
    /// Which.
    pub flow: FlowId,
}

/// The address that the browser ended on.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct InstallPasteRequest {
    /// For which flow.
    pub flow: FlowId,
    /// The address, or its query.
    pub text: String,
}

/// Names an installation, or a grant that waits to be one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct InstallationRequest {
    /// Which.
    pub id: InstallationId,
}

/// Forgets an installation on this computer.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct InstallationForgetRequest {
    /// Which.
    pub id: InstallationId,
    /// Whether it is gone at once instead of after 30 days.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub for_good: bool,
}

/// Uninstalls the app from its account.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct UninstallRequest {
    /// Which installation.
    pub id: InstallationId,
    /// The account's domain (its hub ID where it has none), typed; needed
    /// where the app is marked production.
    #[serde(default)]
    #[ts(optional)]
    pub confirm_domain: Option<String>,
}

/// One-click reauthorization.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ReauthorizeRequest {
    /// Which installation.
    pub id: InstallationId,
    /// One of the app's redirect URLs; none means the first that this
    /// computer can receive.
    #[serde(default)]
    #[ts(optional)]
    pub redirect_url: Option<String>,
    /// Whether the system browser is opened.
    #[serde(default = "yes")]
    pub open_browser: bool,
}

/// Which installations, row by row or as a whole list.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(untagged)]
pub enum InstallationRefreshRequest {
    /// These.
    Ids {
        /// Which.
        ids: Vec<InstallationId>,
    },
    /// All of a list that the window was given, but some.
    Snapshot {
        /// Which list.
        #[ts(type = "number")]
        snapshot: u64,
        /// All but these.
        #[serde(default)]
        except: Vec<InstallationId>,
    },
}

/// Copies a living access token to the clipboard.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct CopyTokenRequest {
    /// Of which installation.
    pub id: InstallationId,
    /// In which form.
    #[serde(default)]
    pub form: TokenForm,
}

/// Sets what a person wrote.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AnnotateRequest {
    /// About which installation.
    pub id: InstallationId,
    /// Free text.
    pub notes: String,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// How eagerly it is kept alive.
    pub keep_alive: KeepAlive,
}

/// Names a batch.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct BatchRequest {
    /// Which.
    pub batch: BatchId,
}

/// Which rows are wanted; an empty list means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct InstallationFilter {
    /// Words that name, domain, hub ID, app, installer or tag must hold.
    pub search: String,
    /// Apps.
    pub apps: Vec<AppId>,
    /// Healths.
    pub healths: Vec<Health>,
    /// Types of account.
    pub account_types: Vec<AccountType>,
    /// Tags.
    pub tags: Vec<String>,
    /// One account.
    #[ts(type = "number | null")]
    pub hub_id: Option<HubId>,
}

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InstallationSortKey {
    /// What a person must do first.
    #[default]
    Health,
    /// Account name.
    Account,
    /// Hub ID.
    HubId,
    /// App name.
    App,
    /// Granted scopes.
    Scopes,
    /// Last proven.
    Proven,
    /// Installed by.
    InstalledBy,
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct InstallationSort {
    /// By what.
    pub by: InstallationSortKey,
    /// Whether the other way round.
    pub descending: bool,
}

/// Asks for a window of a list. Without `snapshot` the list is made anew and
/// its order kept; with it, the same order is read on.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct InstallationQueryRequest {
    /// Which rows.
    pub filter: InstallationFilter,
    /// In which order.
    pub sort: InstallationSort,
    /// From which place on.
    pub offset: usize,
    /// How many at the most; at most 500.
    pub limit: usize,
    /// Of which list.
    #[ts(type = "number", optional)]
    pub snapshot: Option<u64>,
}

/// Adds an account by hand.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AccountAddRequest {
    /// Hub ID.
    pub hub_id: HubId,
    /// What to call it.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// Its type.
    #[serde(default)]
    pub account_type: AccountType,
}

/// Names an account.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct HubRequest {
    /// Which.
    pub hub_id: HubId,
}

/// Asks for a window of the accounts × apps matrix.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct MatrixQueryRequest {
    /// Which cells; accounts without a matching cell are left out when a
    /// health, an app or a tag is asked for.
    pub filter: InstallationFilter,
    /// From which account on.
    pub offset: usize,
    /// How many accounts at the most; at most 500.
    pub limit: usize,
}

/// Asks for a window of the activity list, newest first.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct ActivityQueryRequest {
    /// Of this app only.
    #[ts(optional)]
    pub app: Option<AppId>,
    /// Of this account only.
    #[ts(optional)]
    pub hub_id: Option<HubId>,
    /// Of this installation only.
    #[ts(optional)]
    pub installation: Option<InstallationId>,
    /// Of these kinds only.
    pub kinds: Vec<ActivityKind>,
    /// Only those at which something went wrong.
    pub failures_only: bool,
    /// From which place on.
    pub offset: usize,
    /// How many at the most; at most 500.
    pub limit: usize,
}

/// Chooses the world.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct WorldRequest {
    /// Which.
    pub world: WorldView,
}

/// A page that can be opened in the system browser. Rust builds the address.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum LinkRequest {
    /// The account at HubSpot.
    Account {
        /// Which.
        hub_id: HubId,
    },
    /// The account's Connected Apps page.
    ConnectedApps {
        /// Which.
        hub_id: HubId,
    },
    /// HubSpot's documentation.
    Docs {
        /// About what.
        topic: DocsTopic,
    },
}

/// What HubSpot's documentation is opened about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocsTopic {
    /// OAuth.
    Oauth,
    /// Scopes.
    Scopes,
    /// Test accounts.
    TestAccounts,
    /// Creating an app.
    CreateApp,
}

/// Chooses where the key to the secrets rests.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct VaultSetUpRequest {
    /// Where.
    pub slot: SlotKindView,
    /// The passphrase, for a passphrase slot.
    #[serde(default, deserialize_with = "optional_passphrase")]
    #[ts(type = "string", optional)]
    pub passphrase: Option<Passphrase>,
}

/// Opens the vault: with a passphrase, else with the keyring.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct VaultUnlockRequest {
    /// The passphrase; none means the keyring.
    #[serde(deserialize_with = "optional_passphrase")]
    #[ts(type = "string", optional)]
    pub passphrase: Option<Passphrase>,
}

/// A new passphrase.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PassphraseRequest {
    /// The passphrase.
    #[serde(deserialize_with = "passphrase")]
    #[ts(type = "string")]
    pub passphrase: Passphrase,
}

/// Names a way of opening the vault.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct SlotRequest {
    /// Which.
    pub slot: SlotKindView,
}
