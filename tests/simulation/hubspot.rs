//! A small HubSpot with its own books, whose answers fail as drawn.

use std::time::Duration;

use keeper_core::account::AccountType;
use keeper_core::app::ApiVersion;
use keeper_core::health::DeathCause;
use keeper_core::identifier::HubId;
use keeper_core::needs::{
    AccountDetails, CallFailure, Called, Client, Clock, CodeExchange, HubSpot, Introspection,
    Receipt, TokenAnswer, Verdict,
};
use keeper_core::secret::{AccessToken, RefreshToken};
use keeper_core::{Code, Problem};

use crate::clock::HandClock;
use crate::model::{Call, Model, Sabotage, Shared, Sky, Token};
use crate::random::Random;
use crate::rules;

/// HubSpot as the program meets it.
pub struct SimHubSpot {
    pub model: Shared,
    pub clock: HandClock,
    pub random: Random,
}

/// What becomes of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Answered,
    /// It fails, and HubSpot did nothing.
    Fails(Code),
    /// HubSpot did it, and the answer doesn't arrive whole.
    Lost(Code),
}

/// The call is on its way; ended by its answer, or by the program's end.
struct InFlight {
    model: Shared,
    token: String,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut model = self.model.lock();
        let left = model.in_flight.get(&self.token).copied().unwrap_or(1) - 1;
        match left {
            0 => drop(model.in_flight.remove(&self.token)),
            left => drop(model.in_flight.insert(self.token.clone(), left)),
        }
    }
}

type Outcome<T> = Result<T, CallFailure>;

/// A failure, by what it means.
pub fn failure(verdict: Verdict, code: Code) -> CallFailure {
    CallFailure {
        verdict,
        problem: Problem::new(code),
        retry_after: None,
        hubspot_status: Some("SOME_STATUS".to_owned()),
        correlation_id: Some("some-correlation".to_owned()),
    }
}

impl SimHubSpot {
    async fn call<T>(
        &self,
        app: usize,
        name: &'static str,
        token: &str,
        work: impl FnOnce(&mut Model) -> Outcome<T>,
    ) -> Outcome<T> {
        let _in_flight = self.begin(app, name, token);
        let (fate, took) = (self.fate(app, name, token), self.takes());
        self.wait(took / 2).await;
        if let Fate::Fails(code) = fate {
            return Err(self.passing(code).await);
        }
        let done = work(&mut self.model.lock());
        self.wait(took / 2).await;
        if let Fate::Lost(code) = fate {
            return Err(self.passing(code).await);
        }
        done
    }

    fn begin(&self, app: usize, name: &'static str, token: &str) -> InFlight {
        let now = self.clock.now();
        let mut model = self.model.lock();
        *model.calls.entry((app, name)).or_default() += 1;
        model.log.push(Call { at: now, app, name });
        *model.in_flight.entry(token.to_owned()).or_default() += 1;
        model.most_in_flight = model.most_in_flight.max(model.in_flight.len());
        rules::calls_nothing_while_locked(&mut model, name, now);
        InFlight {
            model: self.model.clone(),
            token: token.to_owned(),
        }
    }

    async fn wait(&self, wait: Duration) {
        let until = self.clock.now().plus(wait);
        self.clock.sleep_until(until).await;
    }

    fn takes(&self) -> Duration {
        match self.model.lock().sky.slow {
            true => Duration::from_secs(1),
            false => Duration::from_millis(20 + self.random.next() % 400),
        }
    }

    fn fate(&self, app: usize, name: &str, token: &str) -> Fate {
        let sky = self.model.lock().sky;
        if sky.offline {
            return Fate::Fails(Code::HubSpotUnreachable);
        }
        if sky.silent == Some(name) || self.is_sick(sky, token) {
            return Fate::Fails(Code::HubSpotUnavailable);
        }
        let is_meant = sky.limited_app.is_none_or(|limited| limited == app);
        let until = sky.limited_until.filter(|_| is_meant);
        if until.is_some_and(|until| self.clock.now() < until) {
            return Fate::Fails(Code::RateLimited);
        }
        if !self.random.chance(sky.faults) {
            return Fate::Answered;
        }
        match self.random.below(8) {
            0 => Fate::Fails(Code::RateLimited),
            1 => Fate::Fails(Code::HubSpotUnavailable),
            2 => Fate::Fails(Code::HubSpotUnreachable),
            3 => Fate::Fails(Code::HubSpotTimeout),
            4 => Fate::Lost(Code::HubSpotTimeout),
            5 => Fate::Lost(Code::AnswerUnexpected),
            6 => Fate::Lost(Code::HubSpotUnavailable),
            _ => Fate::Answered,
        }
    }

    fn is_sick(&self, sky: Sky, token: &str) -> bool {
        let Some(below) = sky.sick_below else {
            return false;
        };
        let model = self.model.lock();
        let found = model.find(token);
        found.is_some_and(|(line, _)| model.lines[line].hub < below)
    }

    async fn passing(&self, code: Code) -> CallFailure {
        if code == Code::HubSpotTimeout {
            self.wait(Duration::from_secs(30)).await;
        }
        let said = self.model.lock().sky.retry_after;
        let said = said.filter(|_| code == Code::RateLimited);
        let retry_after = said.map(Duration::from_secs);
        let mut failure = failure(Verdict::Later, code);
        failure.problem = failure.problem.retry_after(retry_after);
        failure.retry_after = retry_after;
        failure
    }

    fn rotates(&self) -> bool {
        self.random.chance(self.model.lock().sky.rotates)
    }

    fn is_vague(&self) -> bool {
        self.random.chance(self.model.lock().sky.vague)
    }

    /// From now on the program knows the token.
    fn delivered(&self, outcome: &Outcome<TokenAnswer>) {
        let Ok(answer) = outcome else { return };
        let mut model = self.model.lock();
        let refresh = answer.refresh.as_ref().map(RefreshToken::expose);
        let found = refresh.and_then(|text| model.find(text));
        if let Some((line, place)) = found {
            let line = &mut model.lines[line];
            line.tokens[place].known = true;
            line.elsewhere = false;
            line.forgiven = false;
        }
    }
}

fn admit(model: &Model, client: &Client) -> Outcome<usize> {
    let app = model.app_of(&client.client_id);
    match model.apps[app].secrets.contains(client.secret.expose()) {
        true => Ok(app),
        false => Err(failure(Verdict::ProfileWrong, Code::ClientSecretRefused)),
    }
}

fn answer(model: &mut Model, line: usize) -> TokenAnswer {
    let access = model.make_text("access");
    let line = &mut model.lines[line];
    line.access.insert(access.clone());
    TokenAnswer {
        access: AccessToken::new(access),
        expires_in: Duration::from_secs(1800),
        refresh: line
            .tokens
            .last()
            .map(|last| RefreshToken::new(last.text.clone())),
        hub_id: Some(HubId(line.hub)),
        scopes: Some(vec!["oauth".to_owned()]),
        user_id: None,
    }
}

fn whose(model: &Model, line: Option<usize>, alive: bool, vague: bool) -> Introspection {
    let known = line.map(|line| &model.lines[line]).filter(|_| alive);
    Introspection {
        active: alive,
        hub_id: known.filter(|_| !vague).map(|line| HubId(line.hub)),
        client_id: known.map(|line| model.apps[line.app].client_id.clone()),
        hub_domain: known.map(|line| format!("customer-{}.example", line.hub)),
        user: known.map(|_| "ada@example.com".to_owned()),
        scopes: known.map(|_| vec!["oauth".to_owned()]),
        ..Introspection::default()
    }
}

impl HubSpot for SimHubSpot {
    fn exchange<'a>(&'a self, client: &'a Client, code: CodeExchange) -> Called<'a, TokenAnswer> {
        Box::pin(async move {
            let text = code.code.expose().to_owned();
            let app = rules::exchanges_once(&mut self.model.lock(), client, &text);
            if self.model.lock().sabotage == Some(Sabotage::CallsAreRepeated) {
                rules::exchanges_once(&mut self.model.lock(), client, &text);
            }
            let work = |model: &mut Model| {
                let app = admit(model, client)?;
                match model.codes.remove(&text) {
                    Some((of, hub)) if of == app => {
                        let line = model.new_line(app, hub, false);
                        Ok(answer(model, line))
                    }
                    Some(_) | None => Err(failure(Verdict::Refused, Code::CodeRefused)),
                }
            };
            let outcome = self.call(app, "exchange", &text, work).await;
            self.delivered(&outcome);
            outcome
        })
    }

    fn refresh<'a>(
        &'a self,
        client: &'a Client,
        token: &'a RefreshToken,
    ) -> Called<'a, TokenAnswer> {
        Box::pin(async move {
            let text = token.expose();
            let app = self.model.lock().app_of(&client.client_id);
            rules::uses_the_newest(&mut self.model.lock(), "refresh", text);
            let rotates = self.rotates();
            let work = |model: &mut Model| {
                let app = admit(model, client)?;
                let found = model.find(text).filter(|_| model.is_alive(text));
                let dead = Verdict::TokenDead(DeathCause::TokenRefused);
                let (line, _) = found.ok_or_else(|| failure(dead, Code::RefreshRejected))?;
                if model.lines[line].app != app {
                    let code = Code::RefreshTokenOfOtherApp;
                    return Err(failure(Verdict::ProfileWrong, code));
                }
                if rotates {
                    let text = model.make_text("refresh");
                    let tokens = &mut model.lines[line].tokens;
                    tokens.push(Token::new(text));
                }
                Ok(answer(model, line))
            };
            let outcome = self.call(app, "refresh", text, work).await;
            self.delivered(&outcome);
            outcome
        })
    }

    fn introspect<'a>(
        &'a self,
        client: &'a Client,
        token: &'a AccessToken,
    ) -> Called<'a, Introspection> {
        Box::pin(async move {
            let app = self.model.lock().app_of(&client.client_id);
            let vague = self.is_vague();
            let work = |model: &mut Model| {
                admit(model, client)?;
                let line = model.line_of_access(token.expose());
                let alive = line.is_some_and(|line| model.lines[line].died_at.is_none());
                Ok(whose(model, line, alive, vague))
            };
            let outcome = self.call(app, "introspect", token.expose(), work).await;
            self.note_secret("introspect", client, token.expose(), outcome.as_ref().err());
            outcome
        })
    }

    fn introspect_refresh<'a>(
        &'a self,
        client: &'a Client,
        token: &'a RefreshToken,
    ) -> Called<'a, Introspection> {
        Box::pin(async move {
            let text = token.expose();
            let app = self.model.lock().app_of(&client.client_id);
            rules::uses_the_newest(&mut self.model.lock(), "introspect", text);
            let vague = self.is_vague();
            let work = |model: &mut Model| {
                admit(model, client)?;
                let line = model.find(text).map(|(line, _)| line);
                let own = line.is_some_and(|line| model.lines[line].app == app);
                let alive = own && model.is_alive(text);
                Ok(whose(model, line, alive, vague))
            };
            let outcome = self.call(app, "introspect", text, work).await;
            self.note_secret("introspect", client, text, outcome.as_ref().err());
            outcome
        })
    }

    fn account_details<'a>(
        &'a self,
        _: ApiVersion,
        token: &'a AccessToken,
    ) -> Called<'a, AccountDetails> {
        Box::pin(async move {
            let line = self.model.lock().line_of_access(token.expose());
            let app = line.map_or(0, |line| self.model.lock().lines[line].app);
            let work = |model: &mut Model| match line {
                Some(line) if model.lines[line].died_at.is_none() => Ok(AccountDetails {
                    hub_id: Some(HubId(model.lines[line].hub)),
                    name: Some("A customer".to_owned()),
                    account_type: AccountType::Standard,
                    ui_domain: Some("app.hubspot.com".to_owned()),
                    data_hosting: Some("na1".to_owned()),
                    time_zone: Some("Europe/Berlin".to_owned()),
                    ..AccountDetails::default()
                }),
                Some(_) | None => Err(failure(Verdict::Refused, Code::AccessTokenRefused)),
            };
            self.call(app, "account", token.expose(), work).await
        })
    }

    fn revoke<'a>(&'a self, client: &'a Client, token: &'a RefreshToken) -> Called<'a, Receipt> {
        Box::pin(async move {
            let text = token.expose();
            let app = self.model.lock().app_of(&client.client_id);
            rules::uses_the_newest(&mut self.model.lock(), "revoke", text);
            rules::exits_only_when_asked(&mut self.model.lock(), "revoke");
            let now = self.clock.now();
            let work = |model: &mut Model| {
                admit(model, client)?;
                let found = model.find(text).filter(|_| model.is_alive(text));
                let refused = || failure(Verdict::Refused, Code::RefreshRejected);
                let (line, _) = found.ok_or_else(refused)?;
                model.lines[line].died_at = Some(now);
                Ok(Receipt::default())
            };
            let outcome = self.call(app, "revoke", text, work).await;
            self.note_secret("revoke", client, text, outcome.as_ref().err());
            outcome
        })
    }

    fn uninstall<'a>(&'a self, _: ApiVersion, token: &'a AccessToken) -> Called<'a, Receipt> {
        Box::pin(async move {
            let line = self.model.lock().line_of_access(token.expose());
            let app = line.map_or(0, |line| self.model.lock().lines[line].app);
            rules::exits_only_when_asked(&mut self.model.lock(), "uninstall");
            let now = self.clock.now();
            let work = |model: &mut Model| match line {
                Some(line) if model.lines[line].died_at.is_none() => {
                    let hub = model.lines[line].hub;
                    model.kill_lines(app, hub, now);
                    Ok(Receipt::default())
                }
                Some(_) | None => Err(failure(Verdict::Refused, Code::AccessTokenRefused)),
            };
            self.call(app, "uninstall", token.expose(), work).await
        })
    }
}

impl SimHubSpot {
    /// A call refused for its secret is expected again with the former one.
    fn note_secret(
        &self,
        call: &'static str,
        client: &Client,
        token: &str,
        failed: Option<&CallFailure>,
    ) {
        let refused = failed.is_some_and(|it| it.problem.code == Code::ClientSecretRefused);
        let now = self.clock.now();
        rules::former_is_tried(&mut self.model.lock(), call, client, token, refused, now);
    }
}
