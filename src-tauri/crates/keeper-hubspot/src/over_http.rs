//! The calls of the domain, each on the version that is there.

use std::future::Future;
use std::sync::{OnceLock, PoisonError, RwLock};
use std::time::Duration;

use keeper_core::app::ApiVersion;
use keeper_core::needs::{
    AccountDetails, CallFailure, Called, Client, CodeExchange, HubSpot, Introspection, Receipt,
    TokenAnswer,
};
use keeper_core::secret::{AccessToken, RefreshToken};
use keeper_core::{Code, Problem};
use reqwest::Url;
use tracing::{Instrument, Span, info_span};

use crate::asks;
use crate::endpoint::{Endpoint, MissingVersion, Versions};
use crate::options::Options;
use crate::outcome::{self, Call};
use crate::target::Target;
use crate::transport::Transport;

/// HubSpot over HTTP, through one client.
pub struct OverHttp {
    target: Target,
    /// Replaced whole when the way to HubSpot is set anew. A problem says why
    /// nobody is called.
    transport: RwLock<Result<Transport, Problem>>,
    versions: Versions,
    on_missing: OnceLock<Box<dyn Fn(MissingVersion) + Send + Sync>>,
    call_deadline: Duration,
}

impl std::fmt::Debug for OverHttp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OverHttp")
            .field("target", &self.target)
            .field("versions", &self.versions)
            .finish_non_exhaustive()
    }
}

/// One call: which, where, and how it is made and read.
pub(crate) trait Ask: Send + Sync {
    /// What is asked for.
    type Answer: Send;

    /// Which call it is.
    fn call(&self) -> Call;

    /// Which endpoint it goes to.
    fn endpoint(&self) -> Endpoint;

    /// Sends it once and reads the answer.
    fn once(
        &self,
        transport: &Transport,
        url: Url,
    ) -> impl Future<Output = Result<Self::Answer, CallFailure>> + Send;
}

impl OverHttp {
    /// A client for `target`.
    ///
    /// # Errors
    /// [`Code::ArgumentsInvalid`] for a proxy that can't be read;
    /// [`Code::Internal`] when TLS can't be set up.
    pub fn build(target: Target, options: &Options) -> Result<Self, Problem> {
        Ok(Self {
            transport: RwLock::new(Ok(Transport::build(&target, options)?)),
            target,
            versions: Versions::default(),
            on_missing: OnceLock::new(),
            call_deadline: options.call_deadline,
        })
    }

    /// Takes another way to HubSpot from the next call on; calls in flight end
    /// on the former one.
    ///
    /// # Errors
    /// As [`OverHttp::build`]; the former way stays then.
    pub fn reconfigure(&self, options: &Options) -> Result<(), Problem> {
        self.replace(Ok(Transport::build(&self.target, options)?));
        Ok(())
    }

    /// Calls nobody from now on: every call fails with this problem.
    pub fn refuse(&self, problem: Problem) {
        self.replace(Err(problem));
    }

    fn replace(&self, transport: Result<Transport, Problem>) {
        *self
            .transport
            .write()
            .unwrap_or_else(PoisonError::into_inner) = transport;
    }

    pub(crate) fn url_of(&self, endpoint: Endpoint, version: ApiVersion) -> Url {
        self.target.url(&endpoint.path(version))
    }

    pub(crate) fn transport(&self) -> Result<Transport, Problem> {
        let transport = self.transport.read();
        transport.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Which dated versions turned out to be missing since the start.
    #[must_use]
    pub fn missing_versions(&self) -> Vec<MissingVersion> {
        self.versions.missing()
    }

    /// Calls `tell` the first time that a version turns out to be missing.
    /// Whoever asks first is told; a second one isn't.
    pub fn on_missing(&self, tell: impl Fn(MissingVersion) + Send + Sync + 'static) {
        if self.on_missing.set(Box::new(tell)).is_err() {
            tracing::debug!("missing versions are told to somebody already");
        }
    }

    fn note_missing(&self, endpoint: Endpoint, version: ApiVersion) {
        let is_news = self.versions.note_missing(endpoint, version);
        if let Some(tell) = self.on_missing.get().filter(|_| is_news) {
            tell(MissingVersion { endpoint, version });
        }
    }

    fn run<'a, A: Ask + 'a>(&'a self, wanted: ApiVersion, ask: A) -> Called<'a, A::Answer> {
        let span = info_span!(
            "hubspot_call",
            call = ask.call().name(),
            api_version = tracing::field::Empty,
            http_status = tracing::field::Empty,
            correlation_id = tracing::field::Empty,
        );
        Box::pin(self.told(wanted, ask).instrument(span))
    }

    async fn told<A: Ask>(&self, wanted: ApiVersion, ask: A) -> Result<A::Answer, CallFailure> {
        let answer = self.in_time(wanted, &ask).await;
        match &answer {
            Ok(_) => tracing::debug!("answered as wished"),
            Err(failure) => tracing::warn!(
                verdict = ?failure.verdict,
                problem = %failure.problem,
                "call failed"
            ),
        }
        answer
    }

    async fn in_time<A: Ask>(&self, wanted: ApiVersion, ask: &A) -> Result<A::Answer, CallFailure> {
        let tries = self.on_versions(wanted, ask);
        match tokio::time::timeout(self.call_deadline, tries).await {
            Ok(answer) => answer,
            Err(_) => Err(outcome::later(
                ask.call(),
                Code::HubSpotTimeout,
                "no answer in time",
            )),
        }
    }

    /// Tries the wanted version and, when it is missing, the other dated one.
    async fn on_versions<A: Ask>(
        &self,
        wanted: ApiVersion,
        ask: &A,
    ) -> Result<A::Answer, CallFailure> {
        let order = self.versions.order(ask.endpoint(), wanted);
        let (last, before) = match order.as_slice() {
            [first, second] => (*second, Some(*first)),
            _ => (wanted, None),
        };
        let Some(first) = before else {
            return self.on_version(last, ask).await;
        };
        let answer = self.on_version(first, ask).await;
        if !is_missing(&answer) {
            return answer;
        }
        let answer = self.on_version(last, ask).await;
        if !is_missing(&answer) {
            self.note_missing(ask.endpoint(), first);
        }
        answer
    }

    async fn on_version<A: Ask>(
        &self,
        version: ApiVersion,
        ask: &A,
    ) -> Result<A::Answer, CallFailure> {
        Span::current().record("api_version", version.path_segment());
        let url = self.url_of(ask.endpoint(), version);
        match self.transport() {
            Ok(transport) => ask.once(&transport, url).await,
            Err(problem) => Err(outcome::unsent(problem)),
        }
    }
}

/// Also a page that may be a filter's or HubSpot's own: the other version tells.
fn is_missing<T>(answer: &Result<T, CallFailure>) -> bool {
    let Err(CallFailure { problem, .. }) = answer else {
        return false;
    };
    let status = problem
        .args
        .get("http_status")
        .and_then(|status| status.as_u64());
    match problem.code {
        Code::EndpointMissing => true,
        Code::AnswerIntercepted => matches!(status, Some(404 | 410)),
        _ => false,
    }
}

impl HubSpot for OverHttp {
    fn exchange<'a>(&'a self, client: &'a Client, code: CodeExchange) -> Called<'a, TokenAnswer> {
        self.run(client.api_version, asks::Exchange { client, code })
    }

    fn refresh<'a>(
        &'a self,
        client: &'a Client,
        token: &'a RefreshToken,
    ) -> Called<'a, TokenAnswer> {
        self.run(client.api_version, asks::Refresh { client, token })
    }

    fn introspect<'a>(
        &'a self,
        client: &'a Client,
        token: &'a AccessToken,
    ) -> Called<'a, Introspection> {
        let about = asks::About::access(token);
        self.run(client.api_version, asks::Introspect { client, about })
    }

    fn introspect_refresh<'a>(
        &'a self,
        client: &'a Client,
        token: &'a RefreshToken,
    ) -> Called<'a, Introspection> {
        let about = asks::About::refresh(token);
        self.run(client.api_version, asks::Introspect { client, about })
    }

    fn account_details<'a>(
        &'a self,
        api_version: ApiVersion,
        token: &'a AccessToken,
    ) -> Called<'a, AccountDetails> {
        self.run(api_version, asks::ReadAccount { token })
    }

    fn revoke<'a>(&'a self, client: &'a Client, token: &'a RefreshToken) -> Called<'a, Receipt> {
        self.run(client.api_version, asks::Revoke { client, token })
    }

    fn uninstall<'a>(
        &'a self,
        api_version: ApiVersion,
        token: &'a AccessToken,
    ) -> Called<'a, Receipt> {
        self.run(api_version, asks::Uninstall { token })
    }
}
