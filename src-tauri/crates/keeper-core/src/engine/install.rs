//! Trip 1, first half: from the click to the code.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{self, Code, Finding, Level, Problem};
use crate::event::Event;
use crate::health::Condition;
use crate::identifier::{FlowId, HubId, InstallationId};
use crate::needs::{Listening, Selection};
use crate::oauth::authorize::{self, AuthorizationRequest};
use crate::oauth::{pkce, state};
use crate::preflight::{self, Preflight};
use crate::redirect_url::{self, LoopbackTarget, Route};
use crate::secret::{CodeVerifier, StateToken};
use crate::{Timestamp, app::App};

use super::arrival::FlowArrival;
use super::flow::{FLOW_LASTS, Flow, FlowStatus, Key, Pending};
use super::order::InstallOrder;
use super::{Engine, locked};

/// A flow that waits for the browser.
#[derive(Clone, Debug)]
pub struct Started {
    /// Which.
    pub flow: FlowId,
    /// The link.
    pub authorize_url: String,
    /// When it stops waiting.
    pub expires_at: Timestamp,
}

impl Engine {
    /// What stands in the way of an installation.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn preflight(&self, order: &InstallOrder) -> Result<Vec<Finding>, Problem> {
        let app = self.needs.vault.app(order.app).await?;
        let account = match order.hub_id {
            Some(hub_id) => self.needs.vault.account(hub_id).await?,
            None => None,
        };
        let taken_by = self.taken_by(&order.redirect_url);
        let port = match redirect_url::parse(&order.redirect_url) {
            Ok(Route::Loopback(target)) if taken_by.is_none() => {
                Some(self.needs.receiver.probe(target).await)
            }
            Ok(Route::Loopback(_) | Route::Relay) | Err(_) => None,
        };
        let (installations, is_installed) = self.installed_on(&app, order).await?;
        Ok(preflight::findings(&Preflight {
            app: &app,
            redirect_url: &order.redirect_url,
            account: account.as_ref(),
            by_paste: order.by_paste,
            port,
            taken_by,
            installations,
            is_installed,
        }))
    }

    /// How many accounts are known to have the app, and whether the pinned one
    /// does. Asked only where a limit makes it matter. What was revoked or is
    /// dead here may well be installed there, and counts.
    async fn installed_on(
        &self,
        app: &App,
        order: &InstallOrder,
    ) -> Result<(usize, bool), Problem> {
        if app.draft.distribution.install_limit().is_none() {
            return Ok((0, false));
        }
        let kept = self.needs.vault.installations(Selection::Kept).await?;
        let accounts: BTreeSet<HubId> = kept
            .iter()
            .filter(|one| one.app == app.id)
            .filter(|one| !matches!(one.condition, Condition::Uninstalled { .. }))
            .map(|one| one.hub_id)
            .collect();
        let is_installed = order
            .hub_id
            .is_some_and(|hub_id| accounts.contains(&hub_id));
        Ok((accounts.len(), is_installed))
    }

    /// The flow that listens on the port of this redirect URL.
    fn taken_by(&self, redirect_url: &str) -> Option<FlowId> {
        let port = |url: &str| match redirect_url::parse(url) {
            Ok(Route::Loopback(target)) => Some(target.port),
            Ok(Route::Relay) | Err(_) => None,
        };
        let wanted = port(redirect_url)?;
        let flows = locked(&self.flows);
        let mut listening = flows.values().filter(|flow| flow.is_listening());
        let taker = listening.find(|flow| port(&flow.status.redirect_url) == Some(wanted));
        taker.map(|flow| flow.status.flow)
    }

    /// Starts an authorization: preflight, listener, browser.
    ///
    /// # Errors
    /// The first finding that blocks, with all findings in its arguments;
    /// [`Code::VaultLocked`]; what the listener says.
    pub async fn install(self: &Arc<Self>, order: InstallOrder) -> Result<Started, Problem> {
        self.admit(&order).await?;
        let app = self.needs.vault.app(order.app).await?;
        let id = FlowId::make_random();
        let listening = match order.by_paste {
            true => None,
            false => self.listen(id, &order.redirect_url).await?,
        };
        let flow = self.make_flow(id, &app, &order, listening)?;
        let started = Started {
            flow: id,
            authorize_url: flow.status.authorize_url.clone().unwrap_or_default(),
            expires_at: flow.status.expires_at,
        };
        self.remember_flow(flow);
        self.tell(Event::InstallStarted { flow: id });
        self.expire_later(id);
        if order.open_browser {
            self.open_in_browser(id, &started.authorize_url).await;
        }
        Ok(started)
    }

    /// Refuses what preflight blocks, and everything while nothing can be
    /// sealed.
    pub(super) async fn admit(&self, order: &InstallOrder) -> Result<(), Problem> {
        refuse_blocked(&self.preflight(order).await?)?;
        match self.needs.vault.is_open() {
            true => Ok(()),
            false => Err(Code::VaultLocked.into()),
        }
    }

    /// Starts the authorization that renews an installation: its app and
    /// account, pinned.
    ///
    /// # Errors
    /// As [`Engine::install`]; [`Code::InstallationUnknown`].
    pub async fn reauthorize(
        self: &Arc<Self>,
        id: InstallationId,
        redirect_url: Option<String>,
        open_browser: bool,
    ) -> Result<Started, Problem> {
        let installation = self.installation(id).await?;
        let app = self.needs.vault.app(installation.app).await?;
        let redirect_url = match redirect_url {
            Some(url) => url,
            None => receivable(&app).ok_or(Code::RedirectUrlMissing)?,
        };
        self.install(InstallOrder {
            hub_id: Some(installation.hub_id),
            renews: Some(id),
            open_browser,
            ..InstallOrder::by_browser(app.id, &redirect_url)
        })
        .await
    }

    /// An installation that is kept.
    pub(super) async fn installation(
        &self,
        id: InstallationId,
    ) -> Result<crate::installation::Installation, Problem> {
        let found = self.needs.vault.installations(Selection::Ids(vec![id]));
        let found = found.await?.into_iter().next();
        found.ok_or_else(|| Code::InstallationUnknown.into())
    }

    /// Opens the link of a flow that waits once more.
    ///
    /// # Errors
    /// [`Code::FlowUnknown`], [`Code::FlowExpired`], [`Code::BrowserFailed`].
    pub async fn open_again(&self, id: FlowId) -> Result<(), Problem> {
        let url = self.flow(id)?.authorize_url.ok_or(Code::FlowExpired)?;
        self.needs.browser.open(&url).await
    }

    /// Whether this computer could receive a redirect URL now.
    ///
    /// # Errors
    /// [`Code::RedirectPortBusy`] and its kin, [`Code::FlowOnSameRedirectUrl`]
    /// when one of our own flows waits there.
    pub async fn probe(&self, redirect_url: &str) -> Result<(), Problem> {
        if self.taken_by(redirect_url).is_some() {
            return Err(Code::FlowOnSameRedirectUrl.into());
        }
        match redirect_url::parse(redirect_url)? {
            Route::Relay => Ok(()),
            Route::Loopback(target) => {
                redirect_url::check_port(&target)?;
                self.needs.receiver.probe(target).await
            }
        }
    }

    pub(super) async fn listen(
        self: &Arc<Self>,
        id: FlowId,
        redirect_url: &str,
    ) -> Result<Option<Box<dyn Listening>>, Problem> {
        match redirect_url::parse(redirect_url) {
            Ok(Route::Loopback(target)) => self.open_listener(id, target).await.map(Some),
            Ok(Route::Relay) | Err(_) => Ok(None),
        }
    }

    async fn open_listener(
        self: &Arc<Self>,
        id: FlowId,
        target: LoopbackTarget,
    ) -> Result<Box<dyn Listening>, Problem> {
        let arrival = Arc::new(FlowArrival::new(self, id));
        self.needs.receiver.open(target, arrival).await
    }

    fn make_flow(
        &self,
        id: FlowId,
        app: &App,
        order: &InstallOrder,
        listening: Option<Box<dyn Listening>>,
    ) -> Result<Flow, Problem> {
        let state = state::make_state()?;
        let verifier = app.draft.pkce.then(pkce::make_verifier).transpose()?;
        let now = self.now();
        let status = FlowStatus {
            authorize_url: Some(self.authorize_url(app, order, &state, verifier.as_ref())),
            is_listening: listening.is_some(),
            ..FlowStatus::waiting(id, order, now, now.plus(FLOW_LASTS))
        };
        let mut requested = app.draft.scopes.in_scope_parameter();
        requested.extend(app.draft.scopes.optional.iter().cloned());
        let pending = Pending {
            key: Key::State(state),
            verifier,
            requested,
            listening,
        };
        Ok(Flow::waiting(status, pending))
    }

    fn authorize_url(
        &self,
        app: &App,
        order: &InstallOrder,
        state: &StateToken,
        verifier: Option<&CodeVerifier>,
    ) -> String {
        authorize::url(&AuthorizationRequest {
            pages: &self.pages_of(&app.draft.authorize_host),
            hub_id: order.hub_id,
            client_id: &app.draft.client_id,
            redirect_url: &order.redirect_url,
            scopes: &app.draft.scopes.in_scope_parameter(),
            optional_scopes: &app.draft.scopes.optional,
            state: state.expose(),
            challenge: verifier.map(pkce::derive_challenge).as_deref(),
        })
    }

    /// Scheme and host of the authorization page.
    #[must_use]
    pub fn pages_of(&self, authorize_host: &str) -> String {
        match &self.pages {
            Some(pages) => pages.clone(),
            None => format!("https://{authorize_host}"),
        }
    }

    fn expire_later(self: &Arc<Self>, id: FlowId) {
        let engine = Arc::downgrade(self);
        let wake = self.needs.clock.sleep(FLOW_LASTS);
        self.run_beside(async move {
            wake.await;
            if let Some(engine) = engine.upgrade() {
                // A flow that has gone on, or ended, no longer waits.
                let _ = engine.end_waiting(id, Problem::new(Code::FlowExpired));
            }
        });
    }

    async fn open_in_browser(&self, id: FlowId, url: &str) {
        if let Err(problem) = self.needs.browser.open(url).await {
            self.change_flow(id, |status| status.problem = Some(problem));
        }
    }
}

fn refuse_blocked(findings: &[Finding]) -> Result<(), Problem> {
    if !error::any_blocks(findings) {
        return Ok(());
    }
    let first = findings
        .iter()
        .find(|finding| finding.level == Level::Block);
    let mut problem = Problem::new(first.map_or(Code::AppInvalid, |finding| finding.code));
    problem.args = first
        .map(|finding| finding.args.clone())
        .unwrap_or_default();
    Err(problem.with("findings", serde_json::json!(findings)))
}

/// The first redirect URL that this computer can receive, else the first.
fn receivable(app: &App) -> Option<String> {
    let urls = &app.draft.redirect_urls;
    let loopback = urls
        .iter()
        .find(|url| matches!(redirect_url::parse(url), Ok(Route::Loopback(_))));
    loopback.or(urls.first()).cloned()
}
