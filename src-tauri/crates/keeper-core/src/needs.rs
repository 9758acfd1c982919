//! What the domain needs from the world, as a handful of object-safe traits.
//!
//! Implemented by the crates above; the composition root puts them together.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use serde::Serialize;
use ts_rs::TS;

use crate::account::{Account, AccountType};
use crate::activity::{Activity, ActivityQuestion};
use crate::app::{ApiVersion, App, AppFault};
use crate::error::Problem;
use crate::event::Event;
use crate::grant::{Grant, SealedTokens, Tokens};
use crate::health::DeathCause;
use crate::identifier::{AppId, HubId, InstallationId};
use crate::installation::{Annotation, Installation};
use crate::intent::Intent;
use crate::redirect_url::LoopbackTarget;
use crate::secret::{
    AccessToken, AuthorizationCode, ClientSecret, CodeVerifier, RefreshToken, SecretSetting,
};
use crate::{Instant, Timestamp};

/// A future that ends in a value or a [`Problem`].
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Problem>>;

// ── Time ─────────────────────────────────────────────────────────────────

/// The clocks. Tests hand in one that they move by hand.
pub trait Clock: Send + Sync {
    /// The wall clock: for what has a date, such as the end of a token. A person
    /// or the network can set it at any time, in either direction.
    fn now(&self) -> Timestamp;
    /// The time that has passed: for waiting.
    fn instant(&self) -> Instant;
    /// Ends when `instant` has reached `at`. A machine that slept meanwhile
    /// doesn't wait longer for it.
    fn sleep_until(&self, at: Instant) -> BoxFuture<'static, ()>;
    /// Ends when `wait` has passed.
    fn sleep(&self, wait: Duration) -> BoxFuture<'static, ()> {
        self.sleep_until(self.instant().plus(wait))
    }
}

/// Runs futures beside the caller. The composition root has the runtime.
pub trait Spawner: Send + Sync {
    /// Starts `task`; it ends on its own.
    fn spawn(&self, task: BoxFuture<'static, ()>);
}

// ── HubSpot ──────────────────────────────────────────────────────────────

/// Who calls: one app's credentials and the generation of endpoints.
#[derive(Clone, Debug)]
pub struct Client {
    /// Client ID.
    pub client_id: String,
    /// Client secret.
    pub secret: ClientSecret,
    /// Which endpoints.
    pub api_version: ApiVersion,
}

/// What a code exchange sends.
#[derive(Clone, Debug)]
pub struct CodeExchange {
    /// The code that came back.
    pub code: AuthorizationCode,
    /// The redirect URL of the authorization, letter by letter.
    pub redirect_url: String,
    /// The PKCE verifier, if a challenge was sent.
    pub verifier: Option<CodeVerifier>,
}

/// The token endpoint's good answer, for both grants.
#[derive(Clone, Debug)]
pub struct TokenAnswer {
    /// The access token.
    pub access: AccessToken,
    /// How long it lives (`expires_in`).
    pub expires_in: Duration,
    /// The refresh token, new or unchanged; absent means the old one stays.
    pub refresh: Option<RefreshToken>,
    /// The account, if it said so.
    pub hub_id: Option<HubId>,
    /// The granted scopes, if it said so.
    pub scopes: Option<Vec<String>>,
    /// The user, if it said so.
    pub user_id: Option<i64>,
}

/// What introspection of a token says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Introspection {
    /// Whether the token is alive. `false` only orders one refresh.
    pub active: bool,
    /// The account.
    pub hub_id: Option<HubId>,
    /// The account's website domain.
    pub hub_domain: Option<String>,
    /// The client that it was issued to.
    pub client_id: Option<String>,
    /// HubSpot's number for the app.
    pub app_id: Option<i64>,
    /// The user's e-mail address.
    pub user: Option<String>,
    /// The user's number.
    pub user_id: Option<i64>,
    /// Whether the installation belongs to one user.
    pub is_user_level: bool,
    /// The granted scopes.
    pub scopes: Option<Vec<String>>,
}

/// What account information says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountDetails {
    /// The account.
    pub hub_id: Option<HubId>,
    /// Its name, where HubSpot sends one.
    pub name: Option<String>,
    /// Its type.
    pub account_type: AccountType,
    /// The host of its pages.
    pub ui_domain: Option<String>,
    /// Where its data lives.
    pub data_hosting: Option<String>,
    /// Its time zone.
    pub time_zone: Option<String>,
    /// What may be told of the answer itself.
    pub receipt: Receipt,
}

/// How much of HubSpot's rate limit is left, from the `X-HubSpot-RateLimit-*`
/// headers of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Calls allowed in one interval.
    pub max: u32,
    /// Calls left in this one.
    pub remaining: u32,
    /// How long an interval is.
    pub interval: Duration,
}

/// A call that HubSpot answered as wished, as far as it may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The HTTP status.
    pub http_status: u16,
    /// HubSpot's correlation ID.
    pub correlation_id: Option<String>,
    /// How much of the rate limit is left, where HubSpot says so.
    pub rate_limit: Option<RateLimit>,
}

/// What a failed call means for what the caller wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The refresh token is dead. Only the answer to a refresh says so.
    TokenDead(DeathCause),
    /// The app's profile is wrong.
    ProfileWrong,
    /// HubSpot refused this request for good; trying it again is no use.
    Refused,
    /// It passes.
    Later,
}

/// A call that failed, decided by call and HubSpot's `status` first.
/// Holds no secret and no body.
#[derive(Clone, Debug)]
pub struct CallFailure {
    /// What it means.
    pub verdict: Verdict,
    /// What to tell.
    pub problem: Problem,
    /// How long HubSpot asks to wait.
    pub retry_after: Option<Duration>,
    /// HubSpot's own `status` or category, if it sent a known one.
    pub hubspot_status: Option<String>,
    /// HubSpot's correlation ID.
    pub correlation_id: Option<String>,
}

/// The result of a call.
pub type Called<'a, T> = BoxFuture<'a, Result<T, CallFailure>>;

/// HubSpot's OAuth and installation calls. Every call has a deadline of its
/// own and follows no redirect.
pub trait HubSpot: Send + Sync {
    /// Exchanges a code for tokens.
    fn exchange<'a>(&'a self, client: &'a Client, code: CodeExchange) -> Called<'a, TokenAnswer>;
    /// Trades a refresh token for a new access token.
    fn refresh<'a>(
        &'a self,
        client: &'a Client,
        token: &'a RefreshToken,
    ) -> Called<'a, TokenAnswer>;
    /// Asks whose an access token is.
    fn introspect<'a>(
        &'a self,
        client: &'a Client,
        token: &'a AccessToken,
    ) -> Called<'a, Introspection>;
    /// Asks whose a refresh token is. HubSpot says so without renewing it.
    fn introspect_refresh<'a>(
        &'a self,
        client: &'a Client,
        token: &'a RefreshToken,
    ) -> Called<'a, Introspection>;
    /// Reads the account that an access token is for.
    fn account_details<'a>(
        &'a self,
        api_version: ApiVersion,
        token: &'a AccessToken,
    ) -> Called<'a, AccountDetails>;
    /// Revokes a refresh token.
    fn revoke<'a>(&'a self, client: &'a Client, token: &'a RefreshToken) -> Called<'a, Receipt>;
    /// Uninstalls the app from the account that the token is for.
    fn uninstall<'a>(
        &'a self,
        api_version: ApiVersion,
        token: &'a AccessToken,
    ) -> Called<'a, Receipt>;
}

// ── Vault ────────────────────────────────────────────────────────────────

/// A client secret and, during a rotation, the one before.
#[derive(Clone, Debug)]
pub struct ClientSecrets {
    /// Tried first.
    pub present: ClientSecret,
    /// Tried once when HubSpot refuses the present one.
    pub former: Option<ClientSecret>,
}

/// What becomes of the sealed tokens of an installation.
#[derive(Clone, Debug)]
pub enum TokenChange {
    /// They stay as they are.
    Keep,
    /// These take their place.
    Put(SealedTokens),
    /// Those of this grant take their place, and the grant is dropped.
    TakeFromGrant(InstallationId),
    /// They are wiped: overwritten on disk, the write-ahead log truncated.
    Wipe,
}

/// One change of what is kept.
#[derive(Clone, Debug)]
pub enum Change {
    /// Puts an app profile, new or in place of the one with its identifier,
    /// whose fault stays: only HubSpot's answers change it.
    PutApp(App),
    /// Sets the client secret. With `keep_former` the one before is kept as
    /// the former; else the former is wiped.
    PutClientSecret {
        /// Of which app.
        app: AppId,
        /// The new one.
        secret: ClientSecret,
        /// Whether a rotation is under way.
        keep_former: bool,
        /// When.
        at: Timestamp,
    },
    /// Sets or clears an app's open finding.
    SetAppFault {
        /// Of which app.
        app: AppId,
        /// The finding, or none.
        fault: Option<AppFault>,
    },
    /// Sets an app's logo, a PNG, or takes it away.
    PutLogo {
        /// Of which app.
        app: AppId,
        /// The picture, or none.
        png: Option<Vec<u8>>,
    },
    /// Removes an app and its secrets. Refused while installations or grants
    /// of it are kept.
    DropApp(AppId),
    /// Lays what is newly known over an account (see
    /// [`Account::updated_by`]), or notes a new one.
    PutAccount(Account),
    /// Removes an account that has no installations.
    DropAccount(HubId),
    /// Seals a grant at once.
    HoldGrant {
        /// The grant.
        grant: Grant,
        /// Its tokens, sealed for the grant's row.
        tokens: SealedTokens,
    },
    /// Changes what is known of a grant; its tokens stay.
    PutGrant(Grant),
    /// Wipes a grant and its tokens.
    DropGrant(InstallationId),
    /// Puts an installation, all but its annotation.
    PutInstallation {
        /// The installation.
        installation: Installation,
        /// What becomes of its tokens.
        tokens: TokenChange,
    },
    /// Sets what a person wrote.
    Annotate {
        /// About which installation.
        id: InstallationId,
        /// What.
        annotation: Annotation,
    },
    /// Hides an installation; its sealed tokens stay for 30 days.
    Forget {
        /// Which.
        id: InstallationId,
        /// When.
        at: Timestamp,
    },
    /// Brings a forgotten installation back.
    Restore(InstallationId),
    /// Removes an installation and wipes its tokens.
    Purge(InstallationId),
    /// Notes that a call is about to be made, and reserves room for its
    /// answer. Takes the place of an earlier note about the same owner.
    BeginCall(Intent),
    /// Removes the note about this owner's call.
    EndCall(InstallationId),
    /// Adds a line to the activity list.
    Record(Activity),
    /// Keeps a setting, as JSON text.
    PutSetting {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// Seals a setting that is a secret, or wipes it; either needs the vault
    /// open.
    PutSealedSetting {
        /// Its name.
        name: String,
        /// Its value, or none.
        value: Option<SecretSetting>,
    },
}

/// Which installations are read.
#[derive(Clone, Debug)]
pub enum Selection {
    /// All that aren't forgotten.
    Kept,
    /// Those that were forgotten and can still be brought back.
    Forgotten,
    /// These, forgotten or not; unknown ones are left out.
    Ids(Vec<InstallationId>),
}

/// Seals tokens with the data key of a vault that was open when it was taken.
/// It goes on sealing after the vault was locked, so that an answer that was
/// under way is kept; it opens nothing.
pub trait TokenSealer: Send + Sync {
    /// Seals `tokens` for the row of `owner`.
    ///
    /// # Errors
    /// [`crate::Code::Internal`].
    fn seal(&self, owner: InstallationId, tokens: &Tokens) -> Result<SealedTokens, Problem>;
}

/// What is kept at rest. Reads never block writes; one commit is one
/// transaction, and is on disk when its future ends.
pub trait Vault: Send + Sync {
    /// Makes all changes, or none. Sealing needs the vault open
    /// ([`crate::Code::VaultLocked`]).
    fn commit(&self, changes: Vec<Change>) -> Answer<'_, ()>;
    /// Whether secrets can be sealed and opened.
    fn is_open(&self) -> bool;
    /// What seals tokens from now on.
    ///
    /// # Errors
    /// [`crate::Code::VaultLocked`].
    fn sealer(&self) -> Result<Arc<dyn TokenSealer>, Problem>;
    /// Every app.
    fn apps(&self) -> Answer<'_, Vec<App>>;
    /// One app ([`crate::Code::AppUnknown`]).
    fn app(&self, id: AppId) -> Answer<'_, App>;
    /// An app's client secrets, opened; none when none was ever set.
    fn client_secrets(&self, id: AppId) -> Answer<'_, Option<ClientSecrets>>;
    /// Every account.
    fn accounts(&self) -> Answer<'_, Vec<Account>>;
    /// One account, if it is known.
    fn account(&self, id: HubId) -> Answer<'_, Option<Account>>;
    /// Installations, in no particular order.
    fn installations(&self, selection: Selection) -> Answer<'_, Vec<Installation>>;
    /// The installation of an app on an account that isn't forgotten.
    fn installation_of(
        &self,
        app: AppId,
        hub_id: HubId,
        user_id: Option<i64>,
    ) -> Answer<'_, Option<Installation>>;
    /// An installation's or a grant's tokens, opened; none when they are
    /// wiped.
    fn tokens(&self, id: InstallationId) -> Answer<'_, Option<Tokens>>;
    /// The calls that were noted and not yet ended.
    fn intents(&self) -> Answer<'_, Vec<Intent>>;
    /// Every grant that waits.
    fn grants(&self) -> Answer<'_, Vec<Grant>>;
    /// Activity, newest first, with the number of all that match.
    fn activity(&self, question: ActivityQuestion) -> Answer<'_, (Vec<Activity>, usize)>;
    /// A setting's JSON text, if it was ever set.
    fn setting(&self, name: String) -> Answer<'_, Option<String>>;
}

// ── The desktop ──────────────────────────────────────────────────────────

/// What the listener says about a hit on the registered path, and how the
/// browser's page is answered once the flow has its end.
pub trait Arrival: Send + Sync {
    /// Called with path and query of a hit that passed the listener's own
    /// rules (method, host, path, headers). Ends when the flow knows what the
    /// page is to say; at most 20 s.
    fn arrived(&self, path_and_query: String) -> BoxFuture<'_, PageVerdict>;
    /// A TLS handshake came to the port, which speaks http: a browser made
    /// `https` of the redirect URL. Its hit can't be read.
    fn knocked_by_tls(&self);
    /// A request to the registered path was refused by the listener's own
    /// rules.
    fn refused(&self, refusal: HitRefusal);
}

/// Why a request to the registered path isn't the answer that a flow waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HitRefusal {
    /// Not GET.
    Method,
    /// Under another name than `localhost` or a loopback address.
    Host,
    /// Not a navigation of a whole tab, as browsers tell it (Fetch Metadata).
    NotNavigation,
    /// Fetched in advance.
    Prefetch,
    /// Has a body, or wants another protocol.
    Unusual,
    /// Its headers are longer than is read.
    TooLong,
    /// Neither a code nor an error in it.
    NoAnswer,
    /// The state is another flow's, or nobody's.
    WrongState,
}

/// What the browser's page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageVerdict {
    /// Not an answer to this flow: 400, and the flow goes on.
    NotThis,
    /// Installed; saved; may be closed.
    Done,
    /// Ended without an installation, for this reason.
    Failed(crate::Code),
    /// Still at it; the window tells the end.
    Working,
    /// It was started elsewhere; a person confirms it in the window.
    Confirm,
}

/// An open listener. Dropping it closes every socket.
pub trait Listening: Send + Sync {
    /// The loopback families that are bound, for the page and the log.
    fn families(&self) -> Vec<&'static str>;
}

/// Opens loopback listeners.
pub trait Receiver: Send + Sync {
    /// Binds every loopback family that the machine has, exclusively, or
    /// refuses with [`crate::Code::RedirectPortBusy`] and the holder's name.
    fn open(
        &self,
        target: LoopbackTarget,
        arrival: Arc<dyn Arrival>,
    ) -> Answer<'_, Box<dyn Listening>>;
    /// Whether the port could be bound now; binds nothing for longer than the
    /// question takes.
    fn probe(&self, target: LoopbackTarget) -> Answer<'_, ()>;
}

/// Opens the system browser.
pub trait Browser: Send + Sync {
    /// Opens an https URL, or one of Practice HubSpot's.
    fn open<'a>(&'a self, url: &'a str) -> Answer<'a, ()>;
}

/// The system's clipboard.
pub trait Clipboard: Send + Sync {
    /// Puts `text` there, marked as not to be kept by clipboard histories.
    fn put(&self, text: crate::secret::AccessToken) -> Answer<'_, CopyNumber>;
    /// Clears it if it still holds this copy, or any copy of ours; says whether
    /// it did. What can't be read back is left.
    ///
    /// # Errors
    /// [`crate::Code::ClipboardNotCleared`]: it may still hold it; try again.
    fn clear(&self, copy: Option<CopyNumber>) -> Answer<'_, bool>;
    /// Puts text there that is no secret, to stay.
    fn put_plain(&self, text: String) -> Answer<'_, ()>;
    /// Whether there is one. Reads nothing of it and writes nothing.
    fn look(&self) -> Answer<'_, ()>;
}

/// Numbers what was put on the clipboard, so that the end of one copy's time
/// leaves a later copy alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CopyNumber(pub u64);

/// Is told what happened.
pub trait Listener: Send + Sync {
    /// Takes an event; never blocks.
    fn happened(&self, event: Event);
}
