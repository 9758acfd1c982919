//! The files of an app: `*-hsmeta.json` (platform 2025.2 and later), and
//! `public-app.json` and `app.json` (2023.2 and 2025.1).

use keeper_core::app::{AppDraft, Support as DraftSupport};
use keeper_core::scope::AppScopes;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use super::words::{self, Lines, Word};
use crate::import::Distribution;
use crate::json::Object;

/// Just enough to tell what a file is.
#[derive(Debug, Deserialize)]
pub(crate) struct Outline {
    /// Of a component.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Of a component.
    pub config: Option<IgnoredAny>,
    /// Of a public app.
    pub auth: Option<AuthOutline>,
    /// Of a private app.
    pub scopes: Option<IgnoredAny>,
    /// False in a private app.
    pub public: Option<bool>,
}

/// Just enough to tell that an app goes through an authorization.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum AuthOutline {
    /// Fields.
    Fields {
        /// Of a public app only.
        #[serde(rename = "redirectUrls")]
        redirect_urls: Option<IgnoredAny>,
    },
    /// Nothing that can be read.
    Other(IgnoredAny),
}

impl Outline {
    /// Whether only a public app is written like this, whatever else is said.
    pub(crate) fn has_redirect_urls(&self) -> bool {
        let auth = self.auth.as_ref();
        auth.is_some_and(|auth| {
            matches!(
                auth,
                AuthOutline::Fields {
                    redirect_urls: Some(_)
                }
            )
        })
    }

    /// Whether a private app is written like this.
    pub(crate) fn has_only_scopes(&self) -> bool {
        self.scopes.is_some() && self.auth.is_none()
    }
}

/// A component: only its type.
#[derive(Debug, Deserialize)]
pub(crate) struct Component {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: String,
}

/// `*-hsmeta.json` of type `app`.
#[derive(Debug, Deserialize)]
pub(crate) struct Hsmeta {
    /// Its identifier in the project.
    #[serde(deserialize_with = "words::uid")]
    pub uid: String,
    /// Everything else.
    pub config: Object<Config>,
}

/// `config` of an app.
#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    #[serde(deserialize_with = "words::name")]
    name: String,
    #[serde(default, deserialize_with = "words::description")]
    description: Option<String>,
    #[serde(default, deserialize_with = "distribution")]
    distribution: Option<Word<Distribution>>,
    auth: Object<Auth>,
    support: Option<Object<Support>>,
}

/// How an app authorizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthKind {
    /// By installations.
    Oauth,
    /// By a fixed token.
    Static,
}

/// `config.auth`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Auth {
    #[serde(rename = "type", deserialize_with = "auth_kind")]
    kind: Word<AuthKind>,
    redirect_urls: Option<Lines>,
    required_scopes: Lines,
    optional_scopes: Option<Lines>,
    conditionally_required_scopes: Option<Lines>,
}

/// `public-app.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct PublicApp {
    /// Its identifier in the project.
    #[serde(deserialize_with = "words::uid")]
    pub uid: String,
    #[serde(deserialize_with = "words::name")]
    name: String,
    #[serde(default, deserialize_with = "words::description")]
    description: Option<String>,
    auth: Object<PublicAuth>,
    support: Option<Object<Support>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublicAuth {
    redirect_urls: Lines,
    required_scopes: Lines,
    optional_scopes: Option<Lines>,
    conditionally_required_scopes: Option<Lines>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Support {
    #[serde(deserialize_with = "words::line")]
    support_email: Option<String>,
    #[serde(deserialize_with = "words::line")]
    documentation_url: Option<String>,
    #[serde(deserialize_with = "words::line")]
    support_url: Option<String>,
    #[serde(deserialize_with = "words::line")]
    support_phone: Option<String>,
}

fn distribution<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Word<Distribution>>, D::Error> {
    let words = [
        ("marketplace", Distribution::Marketplace),
        ("private", Distribution::Private),
    ];
    words::word(deserializer, words).map(Some)
}

fn auth_kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Word<AuthKind>, D::Error> {
    let words = [("oauth", AuthKind::Oauth), ("static", AuthKind::Static)];
    words::word(deserializer, words)
}

impl Config {
    /// How it authorizes, where that is known.
    pub(crate) fn auth_kind(&self) -> Option<AuthKind> {
        self.auth.0.kind.known()
    }

    /// How it is handed out, where that is known.
    pub(crate) fn distribution(&self) -> Option<Distribution> {
        self.distribution.and_then(Word::known)
    }

    /// Whether it names redirect URLs at all.
    pub(crate) fn has_redirect_urls(&self) -> bool {
        self.auth.0.redirect_urls.is_some()
    }

    /// As a profile of an app.
    pub(crate) fn into_draft(self) -> AppDraft {
        let auth = self.auth.0;
        AppDraft {
            name: self.name,
            description: self.description.unwrap_or_default(),
            support: Support::into_draft(self.support),
            redirect_urls: auth.redirect_urls.unwrap_or_default().0,
            scopes: AppScopes {
                required: auth.required_scopes.0,
                conditionally_required: auth.conditionally_required_scopes.unwrap_or_default().0,
                optional: auth.optional_scopes.unwrap_or_default().0,
            },
            ..AppDraft::default()
        }
    }
}

impl PublicApp {
    /// As a profile of an app.
    pub(crate) fn into_draft(self) -> AppDraft {
        let auth = self.auth.0;
        AppDraft {
            name: self.name,
            description: self.description.unwrap_or_default(),
            support: Support::into_draft(self.support),
            redirect_urls: auth.redirect_urls.0,
            scopes: AppScopes {
                required: auth.required_scopes.0,
                conditionally_required: auth.conditionally_required_scopes.unwrap_or_default().0,
                optional: auth.optional_scopes.unwrap_or_default().0,
            },
            ..AppDraft::default()
        }
    }
}

impl Support {
    fn into_draft(support: Option<Object<Self>>) -> DraftSupport {
        let support = support.map(|support| support.0).unwrap_or_default();
        DraftSupport {
            email: support.support_email.unwrap_or_default(),
            phone: support.support_phone.unwrap_or_default(),
            documentation_url: support.documentation_url.unwrap_or_default(),
            support_url: support.support_url.unwrap_or_default(),
        }
    }
}
