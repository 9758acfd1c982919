//! Calls about a token that carry the client's credentials. Everything secret
//! stands in the form body, never in the URL. (The oauth2 crate could revoke,
//! but over https alone, which a stand-in on this machine hasn't.)

use keeper_core::needs::{CallFailure, Client, Introspection, Receipt};
use keeper_core::secret::{AccessToken, RefreshToken};
use reqwest::header::ACCEPT;
use reqwest::{Request, Url};

use super::{acknowledged, built, read};
use crate::endpoint::Endpoint;
use crate::outcome::Call;
use crate::over_http::Ask;
use crate::transport::Transport;
use crate::wire::IntrospectionBody;

/// Asks whose a token is, by HubSpot's published OAuth specification. The
/// guide's prose names the field after the kind of token; the specification
/// and HubSpot's own clients send `token`.
pub(crate) struct Introspect<'a> {
    pub client: &'a Client,
    pub about: About<'a>,
}

impl Ask for Introspect<'_> {
    type Answer = Introspection;

    fn call(&self) -> Call {
        Call::Introspect
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::Introspect
    }

    async fn once(&self, transport: &Transport, url: Url) -> Result<Introspection, CallFailure> {
        let request = self
            .about
            .request(self.call(), self.client, transport, url)?;
        let reply = transport.send(self.call(), request).await?;
        let body: IntrospectionBody = read(self.call(), reply)?;
        Ok(body.into())
    }
}

/// Revokes a refresh token, by HubSpot's published OAuth specification: any
/// 2xx, empty or `{}`.
pub(crate) struct Revoke<'a> {
    pub client: &'a Client,
    pub token: &'a RefreshToken,
}

impl Ask for Revoke<'_> {
    type Answer = Receipt;

    fn call(&self) -> Call {
        Call::Revoke
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::Revoke
    }

    async fn once(&self, transport: &Transport, url: Url) -> Result<Receipt, CallFailure> {
        let about = About::refresh(self.token);
        let request = about.request(self.call(), self.client, transport, url)?;
        let reply = transport.send(self.call(), request).await?;
        acknowledged(self.call(), reply)
    }
}

/// The token that a call is about.
pub(crate) struct About<'a> {
    token: &'a str,
    hint: &'static str,
}

impl<'a> About<'a> {
    /// An access token.
    pub(crate) fn access(token: &'a AccessToken) -> Self {
        Self {
            token: token.expose(),
            hint: "access_token",
        }
    }

    /// A refresh token.
    pub(crate) fn refresh(token: &'a RefreshToken) -> Self {
        Self {
            token: token.expose(),
            hint: "refresh_token",
        }
    }

    fn request(
        &self,
        call: Call,
        client: &Client,
        transport: &Transport,
        url: Url,
    ) -> Result<Request, CallFailure> {
        let form = [
            ("client_id", client.client_id.as_str()),
            ("client_secret", client.secret.expose()),
            ("token", self.token),
            ("token_type_hint", self.hint),
        ];
        let request = transport
            .client()
            .post(url)
            .header(ACCEPT, "application/json")
            .form(&form);
        built(call, request)
    }
}
