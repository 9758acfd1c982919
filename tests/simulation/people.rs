//! What people do, and what happens to them.

use std::time::Duration;

use keeper_core::activity::Actor;
use keeper_core::engine::{InstallOrder, TokenForm};
use keeper_core::grant::Grant;
use keeper_core::identifier::{HubId, InstallationId};
use keeper_core::limiter::Priority;
use keeper_core::needs::{Clock, Selection};
use keeper_core::{Code, Problem};

use crate::clock::HandClock;
use crate::model::Shared;
use crate::rows::REDIRECT;
use crate::rules;
use crate::world::{World, at_once};

/// One thing that can happen.
type Act = fn(&mut World);

/// How often each happens, in parts.
const ACTS: &[(u32, Act)] = &[
    (10, World::install),
    (6, World::reauthorize),
    (14, World::refresh_one),
    (6, World::refresh_many),
    (3, World::copy),
    (3, World::revoke),
    (3, World::uninstall),
    (3, World::forget),
    (3, World::restore),
    (5, World::lock_or_unlock),
    (8, World::adopt),
    (8, World::decide),
    (5, World::customer_uninstalls),
    (6, World::secret_changes),
    (8, World::kill_and_restart),
    (3, World::clock_jumps),
    (3, World::machine_sleeps),
    (12, World::weather_changes),
    (10, World::disk_changes),
    (2, World::damage),
    (3, World::back_up),
    (2, World::restore_backup),
    (4, World::neglected_grant),
    (4, World::imported_twice),
];

impl World {
    /// Something happens.
    pub fn act(&mut self) {
        let all: u32 = ACTS.iter().map(|(parts, _)| parts).sum();
        let mut drawn = u32::try_from(self.people.below(all as usize)).unwrap();
        let (_, act) = ACTS
            .iter()
            .find(|(parts, _)| match drawn.checked_sub(*parts) {
                Some(rest) => {
                    drawn = rest;
                    false
                }
                None => true,
            })
            .expect("one of them");
        act(self);
    }

    pub fn any_row(&self) -> Option<InstallationId> {
        let ids: Vec<_> = self.rows().iter().map(|row| row.id).collect();
        self.people.pick(&ids)
    }

    pub fn grants(&self) -> Vec<Grant> {
        at_once(self.beneath.vault().grants()).unwrap()
    }

    pub fn note(&self) -> impl Fn(&str, Option<&Problem>) + Send + 'static {
        let (model, clock) = (self.model.clone(), self.clock.clone());
        move |what, problem| {
            let said = problem.map_or("done".to_owned(), |problem| problem.code.name().to_owned());
            model.lock().step(clock.now(), format!("  {what}: {said}"));
        }
    }

    fn install(&mut self) {
        let app = self.people.below(self.apps.len());
        let hub = i64::try_from(100 + self.people.below(6)).unwrap();
        let pinned = self.people.chance(50).then_some(HubId(hub));
        let other = self.people.chance(15);
        let hub = if other { hub + 1 } else { hub };
        self.install_on(app, hub, pinned);
    }

    pub fn install_on(&mut self, app: usize, hub: i64, pinned: Option<HubId>) {
        self.step(format!(
            "a person installs app {app} on {hub}, asked for {pinned:?}"
        ));
        let (engine, note) = (self.engine(), self.note());
        let order = InstallOrder {
            hub_id: pinned,
            by_paste: true,
            ..InstallOrder::by_browser(self.apps[app], REDIRECT)
        };
        let customer = self.customer(app, hub);
        self.spawn(async move {
            match engine.install(order).await {
                Ok(started) => {
                    let answer = customer.answer(&started.authorize_url).await;
                    let pasted = engine.paste(started.flow, &answer);
                    note("the browser answers", pasted.err().as_ref());
                }
                Err(problem) => note("install", Some(&problem)),
            }
        });
    }

    fn reauthorize(&mut self) {
        let rows = self.rows();
        let places: Vec<_> = (0..rows.len()).collect();
        let Some(place) = self.people.pick(&places) else {
            return;
        };
        let row = &rows[place];
        let app = self.apps.iter().position(|app| *app == row.app).unwrap();
        self.step(format!("a person reauthorizes {}", row.id));
        let (engine, note, id) = (self.engine(), self.note(), row.id);
        let customer = self.customer(app, row.hub_id.0);
        self.spawn(async move {
            match engine.reauthorize(id, None, false).await {
                Ok(started) => {
                    let answer = customer.answer(&started.authorize_url).await;
                    let pasted = engine.paste(started.flow, &answer);
                    note("the browser answers", pasted.err().as_ref());
                }
                Err(problem) => note("reauthorize", Some(&problem)),
            }
        });
    }

    fn customer(&self, app: usize, hub: i64) -> Customer {
        Customer {
            model: self.model.clone(),
            clock: self.clock.clone(),
            app,
            hub,
            denies: self.people.chance(10),
            takes: Duration::from_secs(self.people.next() % 30),
        }
    }

    fn refresh_one(&mut self) {
        let Some(id) = self.any_row() else { return };
        self.step(format!("a person refreshes {id}"));
        let (engine, note) = (self.engine(), self.note());
        self.spawn(async move {
            let result = engine.refresh(id, Actor::Person, &Priority::person()).await;
            note(&format!("refresh of {id}: {}", kind(&result)), None);
        });
    }

    pub fn refresh_many(&mut self) {
        let ids: Vec<_> = self.rows().iter().map(|row| row.id).collect();
        self.step(format!("a person refreshes {} rows", ids.len()));
        let (engine, clock) = (self.engine(), self.clock.clone());
        let cancels = self.people.chance(20);
        self.spawn(async move {
            let batch = engine.refresh_many(ids, Actor::Person).await;
            if let (Ok(batch), true) = (batch, cancels) {
                let until = clock.now().plus(Duration::from_secs(1));
                clock.sleep_until(until).await;
                let cancelled = engine.cancel_batch(batch.batch);
                drop(cancelled);
            }
        });
    }

    fn copy(&mut self) {
        let Some(id) = self.any_row() else { return };
        self.step(format!("a person copies the token of {id}"));
        let (engine, note) = (self.engine(), self.note());
        self.spawn(async move {
            let minute = Duration::from_secs(60);
            let copied = engine
                .copy_token(id, TokenForm::Plain, "TOKEN", minute)
                .await;
            note("copy", copied.err().as_ref());
        });
    }

    /// A person asks for an exit of a row.
    pub fn asks(&self, id: InstallationId) {
        let mut model = self.model.lock();
        model.exits_asked += 1;
        model.asked_to_wipe.insert(id);
    }

    fn revoke(&mut self) {
        if let Some(id) = self.any_row() {
            self.revoke_row(id);
        }
    }

    pub fn revoke_row(&mut self, id: InstallationId) {
        self.step(format!("a person revokes {id}"));
        self.asks(id);
        let (engine, note) = (self.engine(), self.note());
        let (vault, model) = (self.beneath.vault(), self.model.clone());
        let own = at_once(vault.tokens(id)).ok().flatten();
        let shared = own.is_some_and(|own| {
            let mut others = self.holders(&*vault).into_iter();
            others.any(|(other, tokens)| other != id && tokens.refresh.is_same(&own.refresh))
        });
        self.spawn(async move {
            let revoked = engine.revoke(id, None).await;
            note("revoke", revoked.as_ref().err());
            if shared && revoked.is_ok() {
                let how = format!("the token of {id} was kept elsewhere, too");
                model.lock().break_rule(rules::UNASKED, how);
            }
        });
    }

    fn uninstall(&mut self) {
        let Some(id) = self.any_row() else { return };
        self.step(format!("a person uninstalls {id}"));
        self.asks(id);
        let (engine, note) = (self.engine(), self.note());
        self.spawn(async move {
            let done = engine.uninstall(id, None).await;
            note("uninstall", done.err().as_ref());
        });
    }

    fn forget(&mut self) {
        let Some(id) = self.any_row() else { return };
        let for_good = self.people.chance(30);
        self.step(format!("a person forgets {id}, for good: {for_good}"));
        if for_good {
            self.model.lock().asked_to_wipe.insert(id);
        }
        let (engine, note) = (self.engine(), self.note());
        self.spawn(async move {
            let done = engine.forget(id, for_good).await;
            note("forget", done.err().as_ref());
        });
    }

    fn restore(&mut self) {
        let gone = at_once(self.beneath.vault().installations(Selection::Forgotten));
        let ids: Vec<_> = gone.unwrap().iter().map(|row| row.id).collect();
        let Some(id) = self.people.pick(&ids) else {
            return;
        };
        self.step(format!("a person brings {id} back"));
        let (engine, note) = (self.engine(), self.note());
        self.spawn(async move {
            let done = engine.restore(id).await;
            note("restore", done.err().as_ref());
        });
    }

    fn lock_or_unlock(&mut self) {
        if self.beneath.vault().is_open() {
            self.step("the vault is locked");
            self.engine().end_waiting_flows(Code::VaultLocked);
            self.beneath.set_open(false);
            self.model.lock().locked_since = Some(self.clock.now());
        } else {
            self.unlock();
        }
    }

    /// The vault is open.
    pub fn unlock(&mut self) {
        if !self.beneath.vault().is_open() {
            self.step("the vault is unlocked");
            self.beneath.set_open(true);
            self.model.lock().locked_since = None;
            self.resume();
        }
    }
}

/// Who consents in the browser.
pub struct Customer {
    model: Shared,
    clock: HandClock,
    app: usize,
    hub: i64,
    denies: bool,
    takes: Duration,
}

impl Customer {
    /// Who agrees in a second.
    pub fn agreeing(world: &World, app: usize, hub: i64) -> Self {
        Self {
            model: world.model.clone(),
            clock: world.clock.clone(),
            app,
            hub,
            denies: false,
            takes: Duration::from_secs(1),
        }
    }

    pub async fn answer(&self, url: &str) -> String {
        let until = self.clock.now().plus(self.takes);
        self.clock.sleep_until(until).await;
        let state = url.split("state=").nth(1).unwrap_or_default();
        let state = state.split('&').next().unwrap_or_default();
        if self.denies {
            return format!("{REDIRECT}?error=access_denied&state={state}");
        }
        let mut model = self.model.lock();
        let code = model.make_text("code");
        model.codes.insert(code.clone(), (self.app, self.hub));
        format!("{REDIRECT}?code={code}&state={state}")
    }
}

fn kind(result: &keeper_core::engine::RefreshResult) -> String {
    use keeper_core::engine::RefreshResult as Result;
    match result {
        Result::Proven(_) => "proven".to_owned(),
        Result::Refused(problem)
        | Result::Postponed(problem)
        | Result::ProfileWrong(problem)
        | Result::Failed(problem) => problem.code.name().to_owned(),
    }
}
