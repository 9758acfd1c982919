//! JSON as HubSpot spells it. Every field may be absent; a field of another
//! shape counts as absent, so that one odd field doesn't cost a grant.

use keeper_core::account::AccountType;
use keeper_core::identifier::HubId;
use keeper_core::needs::{AccountDetails, Introspection, Receipt};
use keeper_core::text::{NAME_LIMIT, one_line};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

/// More scopes than HubSpot has.
const SCOPES_LIMIT: usize = 2000;

/// Reads a JSON object. Anything else, an array too, is none.
pub(crate) fn object<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let begins = body.iter().find(|byte| !byte.is_ascii_whitespace());
    (begins == Some(&b'{')).then(|| serde_json::from_slice(body).ok())?
}

/// Reads a field, or none when it is of another shape.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

/// What HubSpot's token answer has beside RFC 6749's fields, as its
/// published OAuth specification has it. Nothing in it is secret.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct TokenExtras {
    #[serde(deserialize_with = "lenient")]
    pub hub_id: Option<i64>,
    #[serde(rename = "scopes", deserialize_with = "lenient")]
    pub granted_scopes: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient")]
    pub user_id: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub token_use: Option<String>,
}

impl oauth2::ExtraTokenFields for TokenExtras {}

/// Introspection's answer, by HubSpot's published OAuth specification. The echoed token and the
/// signature material are never read.
#[derive(Deserialize)]
pub(crate) struct IntrospectionBody {
    active: bool,
    #[serde(default, deserialize_with = "lenient")]
    hub_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    hub_domain: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    client_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    app_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    user: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    user_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    scopes: Option<Vec<String>>,
    #[serde(default, deserialize_with = "lenient")]
    signed_access_token: Option<SignedAccessToken>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignedAccessToken {
    #[serde(default, deserialize_with = "lenient")]
    is_user_level: Option<bool>,
}

impl From<IntrospectionBody> for Introspection {
    fn from(body: IntrospectionBody) -> Self {
        Self {
            active: body.active,
            hub_id: hub_id(body.hub_id),
            hub_domain: text(body.hub_domain),
            client_id: text(body.client_id),
            app_id: body.app_id,
            user: text(body.user),
            user_id: body.user_id,
            is_user_level: body
                .signed_access_token
                .and_then(|signed| signed.is_user_level)
                .unwrap_or_default(),
            scopes: scopes(body.scopes),
        }
    }
}

/// Account information, by HubSpot's published account information API.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountBody {
    #[serde(default, deserialize_with = "lenient")]
    portal_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    portal_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    account_type: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    ui_domain: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    data_hosting_location: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    time_zone: Option<String>,
}

impl AccountBody {
    /// Whether it says anything about an account.
    pub(crate) fn names_an_account(&self) -> bool {
        hub_id(self.portal_id).is_some()
    }
}

impl From<AccountBody> for AccountDetails {
    fn from(body: AccountBody) -> Self {
        Self {
            hub_id: hub_id(body.portal_id),
            name: text(body.portal_name),
            account_type: body
                .account_type
                .as_deref()
                .map(AccountType::parse_hubspot)
                .unwrap_or_default(),
            ui_domain: text(body.ui_domain).filter(|domain| is_host(domain)),
            data_hosting: text(body.data_hosting_location),
            time_zone: text(body.time_zone),
            receipt: Receipt::default(),
        }
    }
}

/// An account's number; no account has one below 1.
pub(crate) fn hub_id(number: Option<i64>) -> Option<HubId> {
    number.filter(|number| *number > 0).map(HubId)
}

/// Somebody else's text, fit to be shown.
fn text(text: Option<String>) -> Option<String> {
    text.map(|text| one_line(&text, NAME_LIMIT))
        .filter(|text| !text.is_empty())
}

/// Granted scopes: what has the shape of one.
pub(crate) fn scopes(names: Option<Vec<String>>) -> Option<Vec<String>> {
    let shaped = names?.into_iter().filter(|name| is_scope(name));
    Some(shaped.take(SCOPES_LIMIT).collect())
}

/// Whether a text has the shape of a scope.
pub(crate) fn is_scope(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// Whether it can stand as the host of a link.
fn is_host(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte))
}
