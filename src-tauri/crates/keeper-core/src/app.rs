//! Apps: profiles of HubSpot apps, and what makes one fit to be saved.
//!
//! HubSpot has no public API that creates an app, so an app here is a profile
//! of one that exists there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;
use uuid::Uuid;

use crate::Timestamp;
use crate::error::{Code, Finding, Level};
use crate::identifier::AppId;
use crate::redirect_url;
use crate::scope::{self, AppScopes};

/// HubSpot's default authorize host. Users of other data centers are sent on
/// by HubSpot.
pub const DEFAULT_AUTHORIZE_HOST: &str = "app.hubspot.com";

/// HubSpot's limit for an app's name (app configuration, field table).
pub const NAME_LIMIT: usize = 200;
/// HubSpot's limit for an app's description.
pub const DESCRIPTION_LIMIT: usize = 8192;

/// Where an app stands in its maker's life. Production asks for the account's
/// domain before a destructive step.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Being built.
    #[default]
    Development,
    /// Being tried.
    Staging,
    /// In use by customers.
    Production,
}

/// Which generation of HubSpot's OAuth endpoints is called.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
)]
pub enum ApiVersion {
    /// The current one, since 2026-09-08.
    #[default]
    #[serde(rename = "2026-09")]
    V2026_09,
    /// The one before, with the same fields.
    #[serde(rename = "2026-03")]
    V2026_03,
    /// Diagnostic only: becomes unsupported in September 2027.
    #[serde(rename = "v3")]
    V3,
    /// Diagnostic only: stops answering on 2027-02-16.
    #[serde(rename = "v1")]
    V1,
}

impl ApiVersion {
    /// As it stands in a path.
    #[must_use]
    pub fn path_segment(self) -> &'static str {
        match self {
            Self::V2026_09 => "2026-09",
            Self::V2026_03 => "2026-03",
            Self::V3 => "v3",
            Self::V1 => "v1",
        }
    }

    /// Whether it is offered for diagnosis only.
    #[must_use]
    pub fn is_diagnostic(self) -> bool {
        matches!(self, Self::V3 | Self::V1)
    }
}

/// How an app is handed to accounts, which limits how many may install it
/// (HubSpot's changelog on app distribution and its install limits, 2025).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// Not said; no limit is assumed.
    #[default]
    Unknown,
    /// For HubSpot's marketplace, not listed yet: 25 installations.
    Marketplace,
    /// Listed in HubSpot's marketplace: as many as come.
    MarketplaceListed,
    /// Private: an allowlist of 10 accounts.
    Private,
    /// Private, from a Solutions Partner account: an allowlist of 100.
    PrivatePartner,
}

impl Distribution {
    /// How many accounts may install the app, where that is limited.
    #[must_use]
    pub fn install_limit(self) -> Option<usize> {
        match self {
            Self::Unknown | Self::MarketplaceListed => None,
            Self::Marketplace => Some(25),
            Self::Private => Some(10),
            Self::PrivatePartner => Some(100),
        }
    }
}

/// Where an app's users find help. All optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Support {
    /// E-mail address.
    pub email: String,
    /// Telephone number, free text.
    pub phone: String,
    /// Documentation, an https URL.
    pub documentation_url: String,
    /// Support page, an https URL.
    pub support_url: String,
}

/// What a person fills in, field by field. Text as typed; [`check`] says what
/// is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AppDraft {
    /// Name, as users of HubSpot see it.
    pub name: String,
    /// Description.
    pub description: String,
    /// Help for its users.
    pub support: Support,
    /// Where it stands in its maker's life.
    pub environment: Environment,
    /// How it is handed to accounts.
    pub distribution: Distribution,
    /// HubSpot's number for the app, where known.
    #[ts(type = "number | null")]
    pub hubspot_app_id: Option<i64>,
    /// Client ID, a UUID.
    pub client_id: String,
    /// The host of the authorization URL.
    pub authorize_host: String,
    /// Which endpoints are called.
    pub api_version: ApiVersion,
    /// Whether a code challenge is sent.
    pub pkce: bool,
    /// Redirect URLs, exactly as registered at HubSpot.
    pub redirect_urls: Vec<String>,
    /// Scopes by kind.
    #[serde(flatten)]
    #[ts(flatten)]
    pub scopes: AppScopes,
    /// The project file that it was imported from, to be compared with.
    pub source: Option<AppSource>,
}

/// Where a profile came from: one app of a developer project on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AppSource {
    /// The file or folder that was chosen.
    pub path: String,
    /// The app's `uid` in it, where it has one.
    pub uid: Option<String>,
    /// The profile (`hsprofile.<name>.json`) whose variables were put in.
    pub profile: Option<String>,
}

impl Default for AppDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            support: Support::default(),
            environment: Environment::default(),
            distribution: Distribution::default(),
            hubspot_app_id: None,
            client_id: String::new(),
            authorize_host: DEFAULT_AUTHORIZE_HOST.to_owned(),
            api_version: ApiVersion::default(),
            pkce: false,
            redirect_urls: Vec::new(),
            scopes: AppScopes::default(),
            source: None,
        }
    }
}

/// An open finding about an app's profile, from an answer of HubSpot's. Stands
/// once at the app instead of at each of its installations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppFault {
    /// Which field HubSpot refused.
    pub code: Code,
    /// Since when.
    pub since: Timestamp,
    /// HubSpot's correlation ID of the answer.
    pub correlation_id: Option<String>,
    /// How often HubSpot has said so.
    #[serde(default)]
    pub tries: u32,
    /// When the background checks try one installation of the app again; at
    /// once when it is missing, as in files of older versions.
    #[serde(default)]
    pub next_try_at: Option<Timestamp>,
}

/// An app as it is kept. Its client secret is sealed elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its name on this computer.
    pub id: AppId,
    /// What was filled in; passed [`check`] when it was saved.
    pub draft: AppDraft,
    /// When the present client secret was set; none means none is kept.
    pub secret_set_at: Option<Timestamp>,
    /// When the former client secret was moved aside by a rotation.
    pub former_secret_set_at: Option<Timestamp>,
    /// The open finding about the profile, if any.
    pub fault: Option<AppFault>,
    /// When it was first saved.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// Checks every field. Findings of level [`Level::Block`] forbid saving.
#[must_use]
pub fn check(draft: &AppDraft) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(check_basic_info(draft));
    findings.extend(check_auth(draft));
    findings.extend(redirect_url::check_all(&draft.redirect_urls));
    findings.extend(scope::check(&draft.scopes));
    findings
}

fn check_basic_info(draft: &AppDraft) -> Vec<Finding> {
    let name_fits = !draft.name.is_empty()
        && draft.name.chars().count() <= NAME_LIMIT
        && draft.name.trim() == draft.name;
    let mut findings = Vec::new();
    if !name_fits {
        findings.push(
            Finding::new(Level::Block, Code::NameInvalid)
                .at("name")
                .with("limit", NAME_LIMIT),
        );
    }
    if draft.description.chars().count() > DESCRIPTION_LIMIT {
        findings.push(
            Finding::new(Level::Block, Code::TextTooLong)
                .at("description")
                .with("limit", DESCRIPTION_LIMIT),
        );
    }
    findings.extend(check_support(&draft.support));
    findings
}

fn check_support(support: &Support) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !support.email.is_empty() && !looks_like_email(&support.email) {
        findings.push(Finding::new(Level::Block, Code::EmailShape).at("support.email"));
    }
    for (field, text) in [
        ("support.documentation_url", &support.documentation_url),
        ("support.support_url", &support.support_url),
    ] {
        if !text.is_empty() && !is_https(text) {
            findings.push(Finding::new(Level::Block, Code::UrlShape).at(field));
        }
    }
    findings
}

/// Deliberately lenient: something, one `@`, and a host with a dot. HubSpot
/// has the last word.
fn looks_like_email(text: &str) -> bool {
    match text.split_once('@') {
        Some((local, host)) => {
            !local.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !text.contains(char::is_whitespace)
        }
        None => false,
    }
}

fn is_https(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.has_host())
}

fn check_auth(draft: &AppDraft) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(check_client_id(&draft.client_id).map(|finding| finding.at("client_id")));
    if draft.hubspot_app_id.is_some_and(|id| id <= 0) {
        findings.push(Finding::new(Level::Block, Code::HubSpotAppIdShape).at("hubspot_app_id"));
    }
    if !is_hubspot_host(&draft.authorize_host) {
        findings.push(Finding::new(Level::Block, Code::AuthorizeHostUnusual).at("authorize_host"));
    }
    findings.extend(check_api_version(draft.api_version).map(|finding| finding.at("api_version")));
    if draft.pkce {
        findings.push(Finding::new(Level::Info, Code::PkceUndocumented).at("pkce"));
    }
    findings
}

/// What is wrong with a client ID as it is written.
#[must_use]
pub fn check_client_id(client_id: &str) -> Option<Finding> {
    if client_id.is_empty() {
        return Some(Finding::new(Level::Block, Code::ClientIdMissing));
    }
    (!is_uuid_shaped(client_id)).then(|| Finding::new(Level::Block, Code::ClientIdShape))
}

/// The day on which `v1` stops answering (HubSpot's changelog on the
/// deprecation of the OAuth v1 API).
pub const V1_ENDS: &str = "2027-02-16";

/// What is to be said of a generation of endpoints.
#[must_use]
pub fn check_api_version(version: ApiVersion) -> Option<Finding> {
    match version {
        ApiVersion::V2026_09 | ApiVersion::V2026_03 => None,
        ApiVersion::V3 => Some(Finding::new(Level::Warn, Code::ApiVersionDiagnostic)),
        ApiVersion::V1 => Some(
            Finding::new(Level::Warn, Code::ApiVersionEnds)
                .with("version", version.path_segment())
                .with("date", V1_ENDS),
        ),
    }
}

/// Whether a client ID or secret has the hyphenated UUID shape that HubSpot
/// gives out.
#[must_use]
pub fn is_uuid_shaped(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

/// HubSpot's authorize hosts: `app.hubspot.com` and its regional siblings
/// such as `app-eu1.hubspot.com`, as its OAuth guide names them.
#[must_use]
pub fn is_hubspot_host(host: &str) -> bool {
    let Some(first) = host.strip_suffix(".hubspot.com") else {
        return false;
    };
    first == "app" || first.strip_prefix("app-").is_some_and(is_region)
}

/// The region that an authorize host names; none for `app.hubspot.com`, which
/// sends people on to theirs.
#[must_use]
pub fn region_of(host: &str) -> Option<&str> {
    let first = host.strip_suffix(".hubspot.com")?;
    first.strip_prefix("app-").filter(|name| is_region(name))
}

/// Whether it reads like one of HubSpot's data regions, such as `eu1`.
pub(crate) fn is_region(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    !name.is_empty() && name.len() <= 8 && name.chars().all(plain)
}

/// Checks a client secret as it is typed.
#[must_use]
pub fn check_secret(text: &str) -> Vec<Finding> {
    if text.trim() != text || text.is_empty() {
        return vec![Finding::new(Level::Block, Code::ClientSecretShape).at("client_secret")];
    }
    if is_uuid_shaped(text) {
        return Vec::new();
    }
    vec![Finding::new(Level::Warn, Code::ClientSecretShape).at("client_secret")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> AppDraft {
        AppDraft {
            name: "Invoice Sync".into(),
            client_id: "0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f".into(),
            redirect_urls: vec!["http://localhost:3917/oauth-callback".into()],
            scopes: AppScopes {
                required: vec!["oauth".into()],
                ..AppScopes::default()
            },
            ..AppDraft::default()
        }
    }

    fn blocks(draft: &AppDraft) -> Vec<(Code, Option<String>)> {
        check(draft)
            .into_iter()
            .filter(|finding| finding.level == Level::Block)
            .map(|finding| (finding.code, finding.field))
            .collect()
    }

    #[test]
    fn a_complete_profile_passes() {
        assert_eq!(blocks(&good()), vec![]);
    }

    #[test]
    fn each_bad_field_is_named() {
        type Case = (fn(&mut AppDraft), Code, &'static str);
        let cases: [Case; 7] = [
            (|d| d.name = " x".into(), Code::NameInvalid, "name"),
            (
                |d| d.client_id = "x".into(),
                Code::ClientIdShape,
                "client_id",
            ),
            (|d| d.client_id.clear(), Code::ClientIdMissing, "client_id"),
            (
                |d| d.support.email = "a@b".into(),
                Code::EmailShape,
                "support.email",
            ),
            (
                |d| d.support.support_url = "http://x.example".into(),
                Code::UrlShape,
                "support.support_url",
            ),
            (
                |d| d.authorize_host = "app.hubspot.com.evil.example".into(),
                Code::AuthorizeHostUnusual,
                "authorize_host",
            ),
            (
                |d| d.hubspot_app_id = Some(-1),
                Code::HubSpotAppIdShape,
                "hubspot_app_id",
            ),
        ];
        for (spoil, code, field) in cases {
            let mut draft = good();
            spoil(&mut draft);
            assert_eq!(blocks(&draft), vec![(code, Some(field.to_owned()))]);
        }
    }

    #[test]
    fn regional_hosts_are_hubspots() {
        assert!(is_hubspot_host("app.hubspot.com"));
        assert!(is_hubspot_host("app-eu1.hubspot.com"));
        assert!(!is_hubspot_host("app-.hubspot.com"));
        assert!(!is_hubspot_host("hubspot.com"));
        assert!(!is_hubspot_host("evil.com/app.hubspot.com"));
    }

    #[test]
    fn drafts_read_flat_scopes_from_the_window() {
        let draft: AppDraft = serde_json::from_str(
            r#"{"name":"x","required_scopes":["oauth"],"optional_scopes":["tickets"]}"#,
        )
        .unwrap();
        assert_eq!(draft.scopes.required, ["oauth"]);
        assert_eq!(draft.scopes.optional, ["tickets"]);
        assert_eq!(draft.authorize_host, DEFAULT_AUTHORIZE_HOST);
    }

    #[test]
    fn a_version_that_ends_says_when() {
        let told = |api_version| {
            let draft = AppDraft {
                api_version,
                ..good()
            };
            let mut findings = check(&draft);
            findings.retain(|finding| finding.field.as_deref() == Some("api_version"));
            findings.pop()
        };
        let ends = told(ApiVersion::V1).unwrap();
        assert_eq!((ends.level, ends.code), (Level::Warn, Code::ApiVersionEnds));
        assert_eq!(ends.args["date"], "2027-02-16");
        assert_eq!(
            told(ApiVersion::V3).map(|finding| finding.code),
            Some(Code::ApiVersionDiagnostic)
        );
        assert_eq!(told(ApiVersion::V2026_03), None);
    }

    #[test]
    fn distributions_say_how_many_accounts_may_install() {
        let draft: AppDraft =
            serde_json::from_str(r#"{"distribution":"private_partner"}"#).unwrap();
        assert_eq!(draft.distribution.install_limit(), Some(100));
        let old: AppDraft = serde_json::from_str(r#"{"name":"kept before"}"#).unwrap();
        assert_eq!(old.distribution, Distribution::Unknown);
        assert_eq!(old.distribution.install_limit(), None);
    }

    #[test]
    fn versions_stand_in_paths_as_hubspot_writes_them() {
        let written = [
            (ApiVersion::V2026_09, "2026-09"),
            (ApiVersion::V2026_03, "2026-03"),
            (ApiVersion::V3, "v3"),
            (ApiVersion::V1, "v1"),
        ];
        for (version, path) in written {
            assert_eq!(version.path_segment(), path);
            assert_eq!(serde_json::json!(version), path, "and in a file");
        }
    }
}
