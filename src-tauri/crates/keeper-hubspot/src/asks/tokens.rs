//! Exchange and refresh, through the oauth2 crate.
//!
//! The crate writes the form and reads the good answer; whatever isn't 200 is
//! decided before it sees it, because its own errors need an `error` field and
//! hold the raw body.

use std::borrow::Cow;
use std::future::Future;
use std::time::Duration;

use keeper_core::Code;
use keeper_core::needs::{CallFailure, Client, CodeExchange, TokenAnswer};
use keeper_core::secret::{AccessToken, RefreshToken};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AuthType, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, RequestTokenError,
    StandardRevocableToken, StandardTokenResponse, TokenResponse,
};
use reqwest::Url;

use crate::endpoint::Endpoint;
use crate::outcome::{self, Call};
use crate::over_http::Ask;
use crate::transport::Transport;
use crate::wire::{self, TokenExtras};

/// How long an access token lives where the answer doesn't say: HubSpot's
/// documented 30 minutes.
const USUAL_LIFE: Duration = Duration::from_secs(1800);
/// No access token is taken to live longer, so that a nonsensical number can't
/// carry the time beyond what clocks can hold.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

type Tokens = StandardTokenResponse<TokenExtras, BasicTokenType>;
type Crate = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Exchanges a code, by HubSpot's published OAuth specification.
pub(crate) struct Exchange<'a> {
    pub client: &'a Client,
    pub code: CodeExchange,
}

impl Ask for Exchange<'_> {
    type Answer = TokenAnswer;

    fn call(&self) -> Call {
        Call::Exchange
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::Token
    }

    async fn once(&self, transport: &Transport, url: Url) -> Result<TokenAnswer, CallFailure> {
        let redirect_url = oauth2::RedirectUrl::new(self.code.redirect_url.clone())
            .map_err(|_| outcome::later(self.call(), Code::RedirectUrlShape, "not a URL"))?;
        let oauth = client(self.client, url);
        let code = oauth2::AuthorizationCode::new(self.code.code.expose().to_owned());
        let mut request = oauth
            .exchange_code(code)
            .set_redirect_uri(Cow::Owned(redirect_url));
        if let Some(verifier) = &self.code.verifier {
            let verifier = oauth2::PkceCodeVerifier::new(verifier.expose().to_owned());
            request = request.set_pkce_verifier(verifier);
        }
        let http = http(transport, self.call());
        answer(self.call(), request.request_async(&http).await)
    }
}

/// Trades a refresh token, by HubSpot's published OAuth specification.
pub(crate) struct Refresh<'a> {
    pub client: &'a Client,
    pub token: &'a RefreshToken,
}

impl Ask for Refresh<'_> {
    type Answer = TokenAnswer;

    fn call(&self) -> Call {
        Call::Refresh
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::Token
    }

    async fn once(&self, transport: &Transport, url: Url) -> Result<TokenAnswer, CallFailure> {
        let oauth = client(self.client, url);
        let token = oauth2::RefreshToken::new(self.token.expose().to_owned());
        let http = http(transport, self.call());
        let asked = oauth.exchange_refresh_token(&token).request_async(&http);
        answer(self.call(), asked.await)
    }
}

fn client(client: &Client, token_url: Url) -> Crate {
    oauth2::Client::new(oauth2::ClientId::new(client.client_id.clone()))
        .set_client_secret(oauth2::ClientSecret::new(client.secret.expose().to_owned()))
        .set_auth_type(AuthType::RequestBody)
        .set_token_uri(oauth2::TokenUrl::from_url(token_url))
}

/// A failure that passes through the oauth2 crate unread.
#[derive(Debug)]
struct Passed(Box<CallFailure>);

impl std::fmt::Display for Passed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.problem.fmt(formatter)
    }
}

impl std::error::Error for Passed {}

impl From<CallFailure> for Passed {
    fn from(failure: CallFailure) -> Self {
        Self(Box::new(failure))
    }
}

type Sent = std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, Passed>> + Send>>;

/// Our way of sending, in the form that the oauth2 crate takes.
fn http(transport: &Transport, call: Call) -> impl Fn(HttpRequest) -> Sent + Send + Sync + 'static {
    let transport = transport.clone();
    move |request| Box::pin(send(transport.clone(), call, request))
}

async fn send(
    transport: Transport,
    call: Call,
    request: HttpRequest,
) -> Result<HttpResponse, Passed> {
    let request = reqwest::Request::try_from(request)
        .map_err(|_| outcome::later(call, Code::Internal, "the request can't be put together"))?;
    let mut reply = transport.send(call, request).await?;
    if reply.http_status != 200 {
        return Err(reply.failure(call).into());
    }
    if !reply.is_json() {
        return Err(reply.unexpected(call, "the answer is not JSON").into());
    }
    let mut response = HttpResponse::new(std::mem::take(&mut *reply.body));
    *response.headers_mut() = std::mem::take(&mut reply.headers);
    Ok(response)
}

type Asked = Result<Tokens, RequestTokenError<Passed, BasicErrorResponse>>;

fn answer(call: Call, asked: Asked) -> Result<TokenAnswer, CallFailure> {
    let tokens = match asked {
        Ok(tokens) => tokens,
        Err(RequestTokenError::Request(passed)) => return Err(*passed.0),
        // These hold the raw body: nothing of them is told.
        Err(
            RequestTokenError::ServerResponse(_)
            | RequestTokenError::Parse(..)
            | RequestTokenError::Other(_),
        ) => return Err(shapeless(call)),
    };
    if tokens.access_token().secret().is_empty() {
        return Err(shapeless(call));
    }
    Ok(told(&tokens))
}

fn shapeless(call: Call) -> CallFailure {
    let mut failure = outcome::later(call, Code::AnswerUnexpected, "the answer has another shape");
    failure.problem = failure.problem.with("http_status", 200);
    failure
}

fn told(tokens: &Tokens) -> TokenAnswer {
    let extras = tokens.extra_fields();
    let refresh = tokens
        .refresh_token()
        .map(|token| token.secret())
        .filter(|token| !token.is_empty());
    TokenAnswer {
        access: AccessToken::new(tokens.access_token().secret()),
        expires_in: tokens.expires_in().unwrap_or(USUAL_LIFE).min(LONGEST_LIFE),
        refresh: refresh.map(RefreshToken::new),
        hub_id: wire::hub_id(extras.hub_id),
        scopes: wire::scopes(extras.granted_scopes.clone()),
        user_id: extras.user_id,
    }
}
