//! What is looked at from outside after each step, and at the end.

use std::time::Duration;

use keeper_core::health::{self, Condition, Health, HealthFacts};
use keeper_core::identifier::{AppId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::needs::Clock;

use crate::rules;
use crate::world::{World, at_once};

/// How long the program may take to notice.
const GRACE: Duration = Duration::from_secs(120);
/// How old a proof may be.
const PROOF_WITHIN: Duration = Duration::from_secs(36 * 60 * 60);

impl World {
    /// Looks at every row as the list shows it.
    pub fn look(&mut self) {
        let vault = self.beneath.vault();
        if !vault.is_open() {
            return;
        }
        let mut formers = Vec::new();
        for app in &self.apps {
            let secrets = at_once(vault.client_secrets(*app)).ok().flatten();
            let former = secrets.and_then(|secrets| secrets.former);
            formers.extend(former.map(|former| former.expose().to_owned()));
        }
        rules::formers_were_tried(&mut self.model.lock(), &formers, self.clock.now());
        for row in self.rows() {
            self.look_at(&row);
        }
    }

    fn look_at(&mut self, row: &Installation) {
        let is_healthy = self.shown(row) == Health::Healthy;
        let read = at_once(self.beneath.vault().tokens(row.id));
        let model = self.model.lock();
        let is_met = model.damage_met.contains(&row.id);
        let unreadable = is_healthy && is_met && !matches!(read, Ok(Some(_)));
        let replaced = read.ok().flatten().is_some_and(|tokens| {
            let text = tokens.refresh.expose();
            let is_own = !model.handed_in.contains(text);
            is_healthy && is_own && model.is_replaced(text) && !model.in_flight.contains_key(text)
        });
        drop(model);
        let now = self.clock.now();
        for (rule, suspicious) in [(rules::HEALTHY, replaced), (rules::UNREADABLE, unreadable)] {
            let key = (row.id, rule);
            if !suspicious {
                self.suspects.remove(&key);
                continue;
            }
            let since = *self.suspects.entry(key).or_insert(now);
            if now.since(since) > GRACE {
                let how = format!("{} on {}", row.id, row.hub_id);
                self.model.lock().break_rule(rule, how);
            }
        }
    }

    /// The health that the list shows.
    pub fn shown(&self, row: &Installation) -> Health {
        let facts = HealthFacts {
            condition: row.condition,
            proven_at: row.proven_at,
            scopes_behind: false,
            app_faulty: self.is_faulty(row.app),
            answer_unsaved: self.unsaved(row.id),
            has_tokens: row.prints.is_some(),
        };
        health::assess(facts, self.clock.now())
    }

    fn unsaved(&self, id: InstallationId) -> bool {
        let answers = self.engine().unsaved_answers();
        answers.iter().any(|answer| answer.owner == id)
    }

    /// Whether an app has an open finding.
    pub fn is_faulty(&self, app: AppId) -> bool {
        let app = at_once(self.beneath.vault().app(app));
        app.expect("apps can be read").fault.is_some()
    }

    /// After a quiet time: each row of a healthy app with a living token was
    /// proven lately.
    pub fn nobody_starved(&self) {
        let now = self.clock.now();
        let vault = self.beneath.vault();
        for row in self.rows() {
            let tokens = at_once(vault.tokens(row.id)).ok().flatten();
            let Some(tokens) = tokens else { continue };
            let mut model = self.model.lock();
            let is_alive = model.is_alive(tokens.refresh.expose());
            let is_live = matches!(
                row.condition,
                Condition::Working | Condition::Retrying { .. }
            );
            let age = row.proven_at.map(|at| now.since(at));
            let is_late = age.is_none_or(|age| age > PROOF_WITHIN);
            if is_alive && is_live && is_late && !self.is_faulty(row.app) {
                let how = format!("{} on {} was last proven {age:?} ago", row.id, row.hub_id);
                model.break_rule(rules::STARVED, how);
            }
        }
    }

    /// At the end: for each account on which the program was given a token
    /// that still lives, it has one that lives.
    pub fn nothing_was_lost(&self) {
        let vault = self.beneath.vault();
        let holders = self.holders(&*vault);
        let mut model = self.model.lock();
        let place = |text: &str| model.find(text).filter(|_| model.is_alive(text));
        let held: Vec<_> = holders
            .iter()
            .filter_map(|(_, tokens)| place(tokens.refresh.expose()))
            .map(|(line, _)| (model.lines[line].app, model.lines[line].hub))
            .collect();
        let is_given = |line: &crate::model::Line| {
            let newest = line.tokens.last();
            line.died_at.is_none() && !line.forgiven && newest.is_some_and(|it| it.known)
        };
        let given = model.lines.iter().filter(|line| is_given(line));
        let lost: Vec<_> = given
            .filter(|line| !held.contains(&(line.app, line.hub)))
            .map(|line| format!("app {} on {}", line.app, line.hub))
            .collect();
        for how in lost {
            model.break_rule(rules::KEPT, how);
        }
    }
}
