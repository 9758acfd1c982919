//! Tokens that come from elsewhere, and grants that wait for a decision.

use std::time::Duration;

use keeper_core::engine::Adoption;
use keeper_core::identifier::HubId;
use keeper_core::limiter::Priority;
use keeper_core::needs::Clock;
use keeper_core::secret::RefreshToken;

use crate::model::Sky;
use crate::world::{World, at_once};

impl World {
    /// A person has a token from elsewhere, or one that is kept here already.
    pub fn adopt(&mut self) {
        let app = self.people.below(self.apps.len());
        let hub = i64::try_from(100 + self.people.below(6)).unwrap();
        let own = self.holders(&*self.beneath.vault());
        let own: Vec<_> = own.into_iter().map(|(_, tokens)| tokens.refresh).collect();
        let token = match self.people.chance(40) && !own.is_empty() {
            true => own[self.people.below(own.len())].clone(),
            false => {
                let mut model = self.model.lock();
                let line = model.new_line(app, hub, true);
                RefreshToken::new(model.lines[line].tokens[0].text.clone())
            }
        };
        let expected = self.people.chance(50).then_some(HubId(hub));
        self.import(app, expected, token);
    }

    fn import(&mut self, app: usize, hub_id: Option<HubId>, token: RefreshToken) {
        self.step(format!("a person imports {} for app {app}", token.expose()));
        self.model
            .lock()
            .handed_in
            .insert(token.expose().to_owned());
        let adoption = Adoption {
            app: self.apps[app],
            hub_id,
            token,
        };
        let (engine, note) = (self.engine(), self.note());
        self.spawn(async move {
            let done = engine.adopt(adoption, &Priority::person()).await;
            note("import", done.err().as_ref());
        });
    }

    /// The token of a row is imported for another account while HubSpot is
    /// vague about whose it is, and then the row is revoked.
    pub fn imported_twice(&mut self) {
        let Some(id) = self.any_row() else { return };
        let Ok(Some(tokens)) = at_once(self.beneath.vault().tokens(id)) else {
            return;
        };
        let Some((line, _)) = self.model.lock().find(tokens.refresh.expose()) else {
            return;
        };
        let app = self.model.lock().lines[line].app;
        let before = self.model.lock().sky;
        self.model.lock().sky = Sky {
            vague: 100,
            ..Sky::default()
        };
        self.import(app, Some(HubId(99)), tokens.refresh);
        self.run_for(Duration::from_secs(120));
        self.model.lock().sky = before;
        self.revoke_row(id);
    }

    /// A grant for another account waits; meanwhile the customer uninstalls
    /// the app; then a person keeps the grant.
    pub fn neglected_grant(&mut self) {
        let app = self.people.below(self.apps.len());
        let hub = i64::try_from(100 + self.people.below(6)).unwrap();
        self.install_on(app, hub, Some(HubId(hub + 1)));
        self.run_for(Duration::from_secs(60));
        self.step(format!("the customer {hub} uninstalls app {app}"));
        self.model.lock().kill_lines(app, hub, self.clock.now());
        self.run_for(Duration::from_secs(600));
        let Some(grant) = self.grants().pop() else {
            return;
        };
        self.step(format!("a person keeps grant {}", grant.id));
        let (engine, note) = (self.engine(), self.note());
        self.spawn(async move {
            let kept = engine.keep_grant(grant.id).await;
            note("decision", kept.err().as_ref());
        });
    }

    /// A person decides about a grant that waits.
    pub fn decide(&mut self) {
        let ids: Vec<_> = self.grants().iter().map(|grant| grant.id).collect();
        let Some(id) = self.people.pick(&ids) else {
            return;
        };
        let decision = self.people.below(4);
        self.step(format!("a person decides about grant {id}: {decision}"));
        if decision >= 2 {
            self.asks(id);
        }
        let (engine, note) = (self.engine(), self.note());
        self.spawn(async move {
            let done = match decision {
                0 | 1 => engine.keep_grant(id).await.map(drop),
                2 => engine.discard_grant(id).await,
                _ => engine.revoke_grant(id).await,
            };
            note("decision", done.err().as_ref());
        });
    }
}
