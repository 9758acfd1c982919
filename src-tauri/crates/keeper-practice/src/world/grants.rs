//! What has been granted: codes, installations, refresh and access tokens, and how they come and die.

use serde::{Deserialize, Serialize};

use super::World;
use super::app::OAUTH;
use crate::clock::{Moment, SECOND};
use crate::make;

/// How long a code lives. HubSpot doesn't publish it; others report "a few minutes".
pub(crate) const CODE_LIFE: i64 = 300 * SECOND;

/// How long an access token lives: 30 minutes since HubSpot shortened it from six hours.
pub(crate) const ACCESS_TOKEN_LIFE_SECONDS: i64 = 1800;

/// Dead access tokens are remembered for a day, so that a late call learns when its token expired.
const REMEMBERED: i64 = 24 * 3600 * SECOND;

/// One app on one account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) client_id: String,
    pub(crate) hub_id: u64,
}

/// What a code was given for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Code {
    #[serde(flatten)]
    pub(crate) place: Place,
    pub(crate) user_id: u64,
    pub(crate) redirect_uri: String,
    /// Everything the user consented to, optional scopes that the account has included.
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) expires_at: Moment,
}

/// A PKCE challenge (RFC 7636) that the authorization URL carried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", content = "value")]
pub(crate) enum Challenge {
    /// The verifier itself.
    #[serde(rename = "plain")]
    Plain(String),
    /// The verifier's SHA-256.
    S256(String),
}

impl Challenge {
    /// Whether the verifier of the token call answers it.
    pub(crate) fn is_answered_by(&self, verifier: &str) -> bool {
        match self {
            Self::Plain(value) => value == verifier,
            Self::S256(value) => *value == make::derive_challenge(verifier),
        }
    }
}

/// An app that is installed: it came with the first exchanged code and stays until uninstalled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Installation {
    /// Differs from one installation of the same app to the next: tokens of a former one are dead.
    pub(crate) install_id: String,
    pub(crate) user_id: u64,
    pub(crate) scopes: Vec<String>,
    pub(crate) installed_at: Moment,
    pub(crate) authorized_at: Moment,
    /// The refresh tokens that live, oldest first.
    pub(crate) refresh_tokens: Vec<String>,
}

/// A living refresh token. A dead one is simply not there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RefreshToken {
    #[serde(flatten)]
    pub(crate) place: Place,
}

/// An access token, alive or lately dead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    #[serde(flatten)]
    pub(crate) place: Place,
    pub(crate) install_id: String,
    pub(crate) user_id: u64,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_at: Moment,
}

/// A token of the client credentials grant: it speaks for an app and for no account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AppToken {
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_at: Moment,
}

/// What a token call hands out.
pub(crate) struct Handout {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) hub_id: u64,
    pub(crate) scopes: Vec<String>,
}

impl World {
    /// The installation at a place, if the account still exists.
    pub(crate) fn installation(&self, place: &Place) -> Option<&Installation> {
        self.account(place.hub_id)?;
        self.installations.get(place)
    }

    /// Uses a code up: the app is installed (or reauthorized) and tokens are handed out.
    pub(crate) fn redeem(&mut self, value: &str, now: Moment) -> Option<Handout> {
        let code = self.codes.remove(value)?;
        let scopes = self.granted_scopes(&code);
        let refresh_token = self.settle(&code, scopes, now)?;
        self.hand_out(&code.place, refresh_token, now)
    }

    /// What an authorization leaves granted: what was granted before and still stands in the app's
    /// settings, and what was consented to now. Requesting less shrinks nothing.
    /// Source: HubSpot's changelog on reauthorization and advanced scope settings.
    fn granted_scopes(&self, code: &Code) -> Vec<String> {
        let kept = |scope: &&String| {
            self.app(&code.place.client_id)
                .is_some_and(|app| app.has_scope(scope))
        };
        let mut scopes: Vec<String> = self
            .installations
            .get(&code.place)
            .map(|before| before.scopes.iter().filter(kept).cloned().collect())
            .unwrap_or_default();
        let oauth = OAUTH.to_owned();
        for scope in std::iter::once(&oauth).chain(&code.scopes) {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        scopes
    }

    /// Writes the installation down and answers with the refresh token to hand out.
    fn settle(&mut self, code: &Code, scopes: Vec<String>, now: Moment) -> Option<String> {
        let same = self.switches.same_token_on_reauthorize;
        let hublet = self.account(code.place.hub_id)?.hublet.clone();
        let installation = self
            .installations
            .entry(code.place.clone())
            .or_insert_with(|| Installation {
                install_id: make::make_uuid(),
                user_id: code.user_id,
                scopes: Vec::new(),
                installed_at: now,
                authorized_at: now,
                refresh_tokens: Vec::new(),
            });
        installation.user_id = code.user_id;
        installation.scopes = scopes;
        installation.authorized_at = now;
        if let Some(token) = installation.refresh_tokens.last().filter(|_| same) {
            return Some(token.clone());
        }
        let token = make::make_refresh_token(&hublet);
        installation.refresh_tokens.push(token.clone());
        self.refresh_tokens.insert(
            token.clone(),
            RefreshToken {
                place: code.place.clone(),
            },
        );
        Some(token)
    }

    /// Answers a refresh token with a new access token, and with itself (or, by switch, a new one).
    pub(crate) fn renew(&mut self, refresh_token: &str, now: Moment) -> Option<Handout> {
        let place = self.refresh_tokens.get(refresh_token)?.place.clone();
        self.installation(&place)?;
        let kept = if self.switches.new_token_on_refresh {
            self.replace(refresh_token, &place)?
        } else {
            refresh_token.to_owned()
        };
        self.hand_out(&place, kept, now)
    }

    fn replace(&mut self, former: &str, place: &Place) -> Option<String> {
        let token = make::make_refresh_token(&self.account(place.hub_id)?.hublet);
        self.kill_refresh_token(former);
        self.refresh_tokens.insert(
            token.clone(),
            RefreshToken {
                place: place.clone(),
            },
        );
        self.installations
            .get_mut(place)?
            .refresh_tokens
            .push(token.clone());
        Some(token)
    }

    fn hand_out(&mut self, place: &Place, refresh_token: String, now: Moment) -> Option<Handout> {
        let installation = self.installations.get(place)?;
        let token = AccessToken {
            place: place.clone(),
            install_id: installation.install_id.clone(),
            user_id: installation.user_id,
            scopes: installation.scopes.clone(),
            expires_at: now + ACCESS_TOKEN_LIFE_SECONDS * SECOND,
        };
        let scopes = token.scopes.clone();
        let access_token = make::make_access_token();
        self.sweep(now);
        self.access_tokens.insert(access_token.clone(), token);
        Some(Handout {
            access_token,
            refresh_token,
            hub_id: place.hub_id,
            scopes,
        })
    }

    /// Gives an app a token that speaks for no account.
    pub(crate) fn give_app_token(
        &mut self,
        client_id: &str,
        scopes: Vec<String>,
        now: Moment,
    ) -> String {
        let token = AppToken {
            client_id: client_id.to_owned(),
            scopes,
            expires_at: now + ACCESS_TOKEN_LIFE_SECONDS * SECOND,
        };
        self.app_tokens
            .retain(|_, token| token.expires_at + REMEMBERED > now);
        let value = make::make_access_token();
        self.app_tokens.insert(value.clone(), token);
        value
    }

    /// Drops what died long ago, now and then: each sweep is paid for by as many inserts.
    pub(crate) fn sweep(&mut self, now: Moment) {
        if self.access_tokens.len() + self.codes.len() < self.sweep_at.max(1024) {
            return;
        }
        self.access_tokens
            .retain(|_, token| token.expires_at + REMEMBERED > now);
        self.codes
            .retain(|_, code| code.expires_at + REMEMBERED > now);
        self.sweep_at = (self.access_tokens.len() + self.codes.len()) * 2;
    }

    /// Whether an access token lives: in time, its account there, the app not uninstalled since.
    pub(crate) fn is_alive(&self, token: &AccessToken, now: Moment) -> bool {
        token.expires_at > now
            && self
                .installation(&token.place)
                .is_some_and(|place| place.install_id == token.install_id)
    }

    /// Kills one refresh token; the app stays installed and access tokens live on until they expire
    /// (seen live; HubSpot's documentation says the same).
    pub(crate) fn kill_refresh_token(&mut self, value: &str) -> bool {
        let Some(token) = self.refresh_tokens.remove(value) else {
            return false;
        };
        if let Some(installation) = self.installations.get_mut(&token.place) {
            installation.refresh_tokens.retain(|living| living != value);
        }
        true
    }

    /// Takes an app off an account: every token of that pair is dead. False if it was not there.
    pub(crate) fn uninstall(&mut self, place: &Place) -> bool {
        let Some(installation) = self.installations.remove(place) else {
            return false;
        };
        for token in installation.refresh_tokens {
            self.refresh_tokens.remove(&token);
        }
        self.codes.retain(|_, code| code.place != *place);
        true
    }
}
