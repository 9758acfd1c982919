//! What happens without anybody at the computer: HubSpot, the disk, the
//! clock, the power; and the times in which nothing happens.

use std::time::Duration;

use keeper_core::Code;
use keeper_core::activity::Actor;
use keeper_core::needs::Clock;

use crate::memory::unseal;
use crate::model::{Disk, Sky};
use crate::rows::{Beneath, set_secret};
use crate::rules;
use crate::world::{World, at_once};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// Long enough for every row to come round.
const QUIET: Duration = Duration::from_secs(38 * 60 * 60);
/// Twice the tries that a back-off from half a minute to an hour allows in
/// that time, with the present secret and the former.
const CALLS_ALLOWED: u64 = 200;
const EVENTS_ALLOWED: u64 = 20;

impl World {
    pub fn customer_uninstalls(&mut self) {
        let rows = self.rows();
        if rows.is_empty() {
            return;
        }
        let row = &rows[self.people.below(rows.len())];
        let app = self.apps.iter().position(|app| *app == row.app).unwrap();
        self.step(format!("the customer {} uninstalls app {app}", row.hub_id));
        let now = self.clock.now();
        self.model.lock().kill_lines(app, row.hub_id.0, now);
    }

    /// HubSpot's secret is rotated, or the one here is mended, or changed
    /// before HubSpot's is.
    pub fn secret_changes(&mut self) {
        let app = self.people.below(self.apps.len());
        match self.people.below(3) {
            0 => self.rotate_secret(app),
            1 => self.mend(app),
            _ => {
                self.step(format!("app {app}: the new secret is saved early"));
                let early = self.model.lock().make_text("secret");
                self.save_secret(app, &early, true);
            }
        }
    }

    /// The secret that is kept here is no longer taken.
    pub fn rotate_secret(&mut self, app: usize) {
        self.step(format!("app {app}: its secret is rotated at HubSpot"));
        let mut model = self.model.lock();
        let secret = model.make_text("secret");
        model.apps[app].secrets = [secret].into();
    }

    fn save_secret(&mut self, app: usize, secret: &str, keep_former: bool) {
        if self.beneath.vault().is_open() {
            self.free_disk();
            self.put(vec![set_secret(self.apps[app], secret, keep_former)]);
        }
    }

    /// The secret that HubSpot takes is saved here and tried at once.
    pub fn mend(&mut self, app: usize) {
        self.step(format!("app {app}: its secret is mended"));
        let secret = self.model.lock().apps[app].secrets.first().cloned();
        self.save_secret(app, &secret.expect("there is one"), false);
        self.engine().check_secret(self.apps[app]);
    }

    pub fn kill_and_restart(&mut self) {
        if self.people.chance(60) {
            self.refresh_many();
        }
        let awaits = self.people.below(80);
        self.run_steps(awaits);
        self.step(format!("the program is killed after {awaits} awaits"));
        self.free_disk();
        self.kill();
        self.start();
    }

    pub fn clock_jumps(&mut self) {
        let seconds = self.people.next() % 7200;
        let (now, by) = (self.clock.now(), Duration::from_secs(seconds));
        let back = self.people.chance(50);
        self.step(format!("the clock jumps by {seconds} s, back: {back}"));
        let then = if back { now.minus(by) } else { now.plus(by) };
        self.clock.jump(then);
    }

    pub fn machine_sleeps(&mut self) {
        self.step("the machine sleeps for nine hours");
        self.clock.set(self.clock.now().plus(HOUR * 9));
    }

    pub fn weather_changes(&mut self) {
        let faults = self.people.pick(&[0, 0, 10, 30, 100]).unwrap();
        let limited = self.people.chance(20);
        let until = self.clock.now().plus(Duration::from_secs(60));
        let sky = Sky {
            faults,
            rotates: self.people.pick(&[0, 50, 100]).unwrap(),
            vague: self.people.pick(&[0, 20, 100]).unwrap(),
            limited_until: limited.then_some(until),
            retry_after: self.people.chance(50).then_some(10),
            ..Sky::default()
        };
        self.step(format!("HubSpot: {sky:?}"));
        self.model.lock().sky = sky;
    }

    pub fn disk_changes(&mut self) {
        let kind = self.people.below(4);
        let writes = self.people.next() % 40;
        self.step(format!("the disk: {kind}"));
        self.free_disk();
        match (&self.beneath, kind) {
            (Beneath::Real(on_disk), 1) => on_disk.disk.full_after(writes),
            (Beneath::Real(on_disk), 2) => on_disk.disk.broken_after(writes % 5),
            (_, 1) => self.model.lock().disk.full = true,
            (_, 2) => self.model.lock().disk.fails = 30,
            (_, 3) => self.model.lock().disk.slow = 30,
            (_, _) => {}
        }
    }

    /// The disk is sound.
    pub fn free_disk(&mut self) {
        self.model.lock().disk = Disk::default();
        if let Beneath::Real(on_disk) = &self.beneath {
            on_disk.disk.free();
        }
    }

    pub fn back_up(&mut self) {
        let copy = self.beneath.back_up(self.clock.now());
        self.step(format!("a backup is made: {}", copy.is_some()));
        self.copy = copy.or(self.copy.take());
    }

    /// A person puts the backup back; what they bring back with it is theirs
    /// to answer for.
    pub fn restore_backup(&mut self) {
        self.engine().end_waiting_flows(Code::FlowCancelled);
        self.run_for(Duration::from_secs(120));
        let Some(copy) = self.copy.as_ref().filter(|_| !self.engine().is_busy()) else {
            return;
        };
        if !self.beneath.vault().is_open() || !self.beneath.restore(copy, self.clock.now()) {
            return;
        }
        self.step("the backup is put back");
        let engine = self.engine();
        self.spawn(async move { drop(engine.recover().await) });
        self.know_what_is_kept();
        for (_, tokens) in self.holders(&*self.beneath.vault()) {
            let text = tokens.refresh.expose().to_owned();
            self.model.lock().handed_in.insert(text);
        }
        self.resume();
    }

    /// A seal breaks.
    pub fn damage(&mut self) {
        let rows = self.rows();
        let Beneath::Memory(vault) = &self.beneath else {
            return;
        };
        if rows.is_empty() {
            return;
        }
        let id = rows[self.people.below(rows.len())].id;
        let mut state = vault.state.lock().unwrap();
        let mut model = self.model.lock();
        model.step(self.clock.now(), format!("the seal of {id} breaks"));
        let tokens = state.tokens.get(&id).and_then(|it| unseal(id, it).ok());
        if let Some((line, _)) = tokens.and_then(|it| model.find(it.refresh.expose())) {
            model.lines[line].forgiven = true;
        }
        state.broken.insert(id);
        model.damaged.insert(id);
        model.damage_met.remove(&id);
    }

    fn fine(&mut self) {
        self.unlock();
        self.free_disk();
        self.model.lock().sky = Sky {
            rotates: 50,
            ..Sky::default()
        };
        self.run_for(HOUR);
    }

    /// Nothing happens for a day and a half, but for the schedule.
    pub fn quiet(&mut self) {
        self.step("a quiet time");
        self.fine();
        let faulty: Vec<_> = (0..self.apps.len())
            .filter(|app| self.is_refused(*app))
            .collect();
        let calls = |world: &Self, app| {
            let model = world.model.lock();
            model.calls.get(&(app, "refresh")).copied().unwrap_or(0)
        };
        let before: Vec<_> = faulty.iter().map(|app| calls(self, *app)).collect();
        let events = self.model.lock().app_events;
        self.run_for(QUIET);
        for (app, before) in faulty.iter().zip(before) {
            let made = calls(self, *app) - before;
            if made > CALLS_ALLOWED {
                let how = format!("app {app}: {made} calls in 38 hours");
                self.model.lock().break_rule(rules::BOUNDED, how);
            }
        }
        let events = self.model.lock().app_events - events;
        if events > EVENTS_ALLOWED {
            let how = format!("{events} times AppsChanged in 38 quiet hours");
            self.model.lock().break_rule(rules::EVENTS, how);
        }
        self.nobody_starved();
    }

    /// Whether HubSpot takes none of the secrets that are kept of an app.
    fn is_refused(&self, app: usize) -> bool {
        let secrets = at_once(self.beneath.vault().client_secrets(self.apps[app]));
        let secrets = secrets.expect("open").expect("set");
        let kept = [Some(secrets.present), secrets.former]
            .into_iter()
            .flatten();
        let model = self.model.lock();
        !kept
            .into_iter()
            .any(|it| model.apps[app].secrets.contains(it.expose()))
    }

    /// A batch of many rows meets a window of 429s.
    pub fn batch_in_a_storm(&mut self) {
        self.fine();
        let app = self.apps[self.people.below(self.apps.len())];
        let rows = self.rows();
        let ids: Vec<_> = rows
            .iter()
            .filter(|row| row.app == app)
            .map(|row| row.id)
            .collect();
        if self.is_faulty(app) || ids.len() < 50 {
            return;
        }
        self.step(format!("a batch of {} rows meets 429s", ids.len()));
        let until = self.clock.now().plus(Duration::from_secs(15));
        self.model.lock().sky = Sky {
            limited_until: Some(until),
            slow: true,
            ..Sky::default()
        };
        let (engine, model, clock) = (self.engine(), self.model.clone(), self.clock.clone());
        let many = ids.len();
        self.spawn(async move {
            let Ok(batch) = engine.refresh_many(ids, Actor::Person).await else {
                return;
            };
            let allowed = Duration::from_secs(u64::try_from(many / 2 + 40).unwrap());
            let until = clock.now().plus(allowed);
            clock.sleep_until(until).await;
            let done = engine.batch(batch.batch).map_or(0, |status| status.done);
            if done < many * 9 / 10 {
                let how = format!("{done} of {many} after {allowed:?}");
                model.lock().break_rule(rules::SPEED, how);
            }
        });
        self.run_for(HOUR);
    }

    /// Everything is mended, and all faults end; then nothing may be lost.
    pub fn heal(&mut self) {
        self.step("all faults end");
        self.fine();
        for app in 0..self.apps.len() {
            self.mend(app);
        }
        self.run_for(QUIET);
        self.look();
        self.nobody_starved();
        self.nothing_was_lost();
    }
}
