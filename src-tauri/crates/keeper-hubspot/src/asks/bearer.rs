//! Calls that carry an account's access token.

use keeper_core::needs::{AccountDetails, CallFailure, Receipt};
use keeper_core::secret::AccessToken;
use reqwest::Url;
use reqwest::header::ACCEPT;

use super::{acknowledged, built, read};
use crate::endpoint::Endpoint;
use crate::outcome::{self, Call};
use crate::over_http::Ask;
use crate::transport::Transport;
use crate::wire::AccountBody;

/// Reads the account, by HubSpot's published account information API.
pub(crate) struct ReadAccount<'a> {
    pub token: &'a AccessToken,
}

impl Ask for ReadAccount<'_> {
    type Answer = AccountDetails;

    fn call(&self) -> Call {
        Call::AccountDetails
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::AccountDetails
    }

    async fn once(&self, transport: &Transport, url: Url) -> Result<AccountDetails, CallFailure> {
        let request = transport
            .client()
            .get(url)
            .bearer_auth(self.token.expose())
            .header(ACCEPT, "application/json");
        let reply = transport
            .send(self.call(), built(self.call(), request)?)
            .await?;
        let receipt = reply.receipt();
        let body: AccountBody = read(self.call(), reply)?;
        if !body.names_an_account() {
            let cause = "the answer names no account";
            return Err(outcome::later(
                self.call(),
                keeper_core::Code::AnswerUnexpected,
                cause,
            ));
        }
        Ok(AccountDetails {
            receipt,
            ..body.into()
        })
    }
}

/// Uninstalls the app, by HubSpot's published app uninstalls API: 204, and the
/// account's admins are e-mailed.
pub(crate) struct Uninstall<'a> {
    pub token: &'a AccessToken,
}

impl Ask for Uninstall<'_> {
    type Answer = Receipt;

    fn call(&self) -> Call {
        Call::Uninstall
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::Uninstall
    }

    async fn once(&self, transport: &Transport, url: Url) -> Result<Receipt, CallFailure> {
        let request = transport
            .client()
            .delete(url)
            .bearer_auth(self.token.expose())
            .header(ACCEPT, "application/json");
        let reply = transport
            .send(self.call(), built(self.call(), request)?)
            .await?;
        acknowledged(self.call(), reply)
    }
}
