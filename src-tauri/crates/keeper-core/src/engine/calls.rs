//! HubSpot's calls on behalf of one app, at the speed that the limiter allows.
//!
//! No other module calls HubSpot.

use futures::future::BoxFuture;

use crate::app::App;
use crate::error::Code;
use crate::limiter::{Endpoint, Pace, Priority};
use crate::needs::{
    AccountDetails, CallFailure, Client, CodeExchange, Introspection, Receipt, TokenAnswer,
};
use crate::secret::{AccessToken, RefreshToken};

use super::Engine;
use super::credentials::Credentials;

type Called<T> = Result<T, CallFailure>;

/// The calls that need an app's client secret.
pub(super) struct AppCalls<'a> {
    engine: &'a Engine,
    app: &'a App,
    current: Client,
    /// With the previous secret, while a rotation is under way.
    former: Option<Client>,
    priority: &'a Priority,
}

impl Engine {
    /// Calls with an app's credentials.
    pub(super) fn calls<'a>(
        &'a self,
        credentials: &'a Credentials,
        priority: &'a Priority,
    ) -> AppCalls<'a> {
        AppCalls {
            engine: self,
            app: &credentials.app,
            current: credentials.present(),
            former: credentials.former(),
            priority,
        }
    }

    /// Reads the account that an access token is for.
    pub(super) async fn call_account(
        &self,
        app: &App,
        token: &AccessToken,
        priority: &Priority,
    ) -> Called<AccountDetails> {
        let call = self
            .needs
            .hubspot
            .account_details(app.draft.api_version, token);
        self.limited(app, Endpoint::Account, priority, call).await
    }

    /// Uninstalls the app from the account that an access token is for.
    pub(super) async fn call_uninstall(
        &self,
        app: &App,
        token: &AccessToken,
        priority: &Priority,
    ) -> Called<Receipt> {
        let call = self.needs.hubspot.uninstall(app.draft.api_version, token);
        self.limited(app, Endpoint::Uninstall, priority, call).await
    }

    async fn limited<T>(
        &self,
        app: &App,
        endpoint: Endpoint,
        priority: &Priority,
        call: impl Future<Output = Called<T>>,
    ) -> Called<T> {
        let permit = self.limiter.admit(app.id, endpoint, priority).await;
        let answer = call.await;
        permit.answered(pace_of(&answer));
        answer
    }
}

impl AppCalls<'_> {
    /// Whether a call to this endpoint would wait, since HubSpot asked for a
    /// pause.
    pub fn would_wait(&self, endpoint: Endpoint) -> bool {
        let limiter = &self.engine.limiter;
        !self.priority.is_person() && limiter.paused_until(self.app.id, endpoint).is_some()
    }

    /// Exchanges a code for tokens.
    pub async fn exchange(&self, code: &CodeExchange) -> Called<TokenAnswer> {
        let hubspot = &self.engine.needs.hubspot;
        let call = |client| hubspot.exchange(client, code.clone());
        self.with_secret(Endpoint::Token, call).await
    }

    /// Uses a refresh token.
    pub async fn refresh<'c>(&'c self, token: &'c RefreshToken) -> Called<TokenAnswer> {
        let hubspot = &self.engine.needs.hubspot;
        let call = |client| hubspot.refresh(client, token);
        self.with_secret(Endpoint::Token, call).await
    }

    /// Asks which account and user an access token is for.
    pub async fn introspect<'c>(&'c self, token: &'c AccessToken) -> Called<Introspection> {
        let hubspot = &self.engine.needs.hubspot;
        let call = |client| hubspot.introspect(client, token);
        self.with_secret(Endpoint::Introspect, call).await
    }

    /// Asks which account and user a refresh token is for, without using it.
    pub async fn introspect_refresh<'c>(
        &'c self,
        token: &'c RefreshToken,
    ) -> Called<Introspection> {
        let hubspot = &self.engine.needs.hubspot;
        let call = |client| hubspot.introspect_refresh(client, token);
        self.with_secret(Endpoint::Introspect, call).await
    }

    /// Revokes a refresh token.
    pub async fn revoke<'c>(&'c self, token: &'c RefreshToken) -> Called<Receipt> {
        let hubspot = &self.engine.needs.hubspot;
        let call = |client| hubspot.revoke(client, token);
        self.with_secret(Endpoint::Revoke, call).await
    }

    /// Reads the account that an access token is for.
    pub async fn account(&self, token: &AccessToken) -> Called<AccountDetails> {
        self.engine
            .call_account(self.app, token, self.priority)
            .await
    }

    /// Calls with the current secret and, when HubSpot refuses that one, once
    /// with the previous one.
    async fn with_secret<'c, T: 'c>(
        &'c self,
        endpoint: Endpoint,
        call: impl Fn(&'c Client) -> BoxFuture<'c, Called<T>>,
    ) -> Called<T> {
        let limited = |client| {
            self.engine
                .limited(self.app, endpoint, self.priority, call(client))
        };
        let first = limited(&self.current).await;
        match (first, &self.former) {
            (Err(failure), Some(former)) if failure.problem.code == Code::ClientSecretRefused => {
                limited(former).await
            }
            (first, _) => first,
        }
    }
}

fn pace_of<T>(answer: &Called<T>) -> Pace {
    match answer {
        Ok(_) => Pace::Good,
        Err(failure) if failure.problem.code == Code::RateLimited => {
            Pace::SlowDown(failure.retry_after)
        }
        Err(_) => Pace::Unknown,
    }
}
