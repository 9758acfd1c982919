//! The watch on what happens: keeps the tray's menu true and tells what needs
//! a person. It looks at most once a second, however much happens.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Weak};
use std::time::Duration;

use keeper_core::error::Problem;
use keeper_core::event::Event;
use keeper_core::needs::{Change, Clock, Vault};
use keeper_core::{Instant, Timestamp};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::desk::Desk;
use crate::events::WorldEvent;
use crate::notices::{self, Ended, Facts, Gathered, NoticeKind, Subject, worded};
use crate::tray::{self, Standing, TrayMenu};
use crate::views::{VaultState, WorldView};
use crate::world::World;

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Between two looks at test accounts.
const EXPIRY_EVERY: Duration = Duration::from_secs(60 * 60);
/// A test account is told of once in this time.
const EXPIRY_APART: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// When each test account was last told of, by hub ID.
const EXPIRY_TOLD: &str = "expiry_told";

/// Watches as long as the desk is there.
pub async fn keep(desk: Weak<Desk>, mut events: Receiver<WorldEvent>, clock: Arc<dyn Clock>) {
    let mut watch = Watch::new(clock.instant());
    loop {
        let waking = clock.sleep_until(watch.wakes_at());
        tokio::select! {
            event = events.recv() => {
                let event = match event {
                    Ok(event) => event,
                    Err(RecvError::Lagged(_)) => WorldEvent::missed(),
                    Err(RecvError::Closed) => return,
                };
                let Some(desk) = desk.upgrade() else {
                    return;
                };
                watch.hear(&event, desk.world().kind, clock.instant());
            },
            () = waking => {
                let Some(desk) = desk.upgrade() else {
                    return;
                };
                if let Err(problem) = watch.wake(&desk, clock.instant()).await {
                    tracing::warn!(%problem, "the tray may not be up to date");
                }
            }
        }
    }
}

struct Watch {
    gathered: Gathered,
    /// What was so at the last look at each world.
    seen: HashMap<WorldView, Facts>,
    shown: Option<WorldView>,
    menu: TrayMenu,
    /// What may be done; none when it must be asked anew.
    standing: Option<Standing>,
    looked_at: Option<Instant>,
    look: Option<Instant>,
    expiry: Instant,
}

impl Watch {
    fn new(now: Instant) -> Self {
        Self {
            gathered: Gathered::default(),
            seen: HashMap::new(),
            shown: None,
            menu: TrayMenu::default(),
            standing: None,
            looked_at: None,
            look: Some(now),
            expiry: now,
        }
    }

    /// Takes an event in, unless it happened in a world that isn't shown: the
    /// tray and notifications speak of the one on screen.
    fn hear(&mut self, event: &WorldEvent, shown: WorldView, now: Instant) {
        self.follow(shown, now);
        if event.concerns(shown) {
            self.note(&event.event, now);
        }
    }

    /// Begins anew where another world is shown: what was gathered in the former
    /// one isn't told in this one.
    fn follow(&mut self, shown: WorldView, now: Instant) {
        if self.shown != Some(shown) {
            self.shown = Some(shown);
            self.standing = None;
            self.gathered.clear();
            self.expiry = now;
        }
    }

    fn note(&mut self, event: &Event, now: Instant) {
        match event {
            Event::VaultChanged | Event::SettingsChanged => self.standing = None,
            Event::RefreshFinished {
                summary, problem, ..
            } => {
                let stopped_by = problem.as_ref().map(|problem| problem.code);
                let ended = Subject::Batch(Ended::of(*summary, stopped_by));
                self.gathered.note(NoticeKind::Finished, ended, now);
            }
            Event::RefreshProgressed { .. }
            | Event::ImportProgressed { .. }
            | Event::ProjectChanged { .. }
            | Event::ClipboardCleared
            | Event::ClipboardNotCleared { .. }
            | Event::PlaceChosen { .. }
            | Event::UnsavedChanged
            | Event::QuitAsked
            | Event::SecretChecked { .. }
            | Event::LinkRefused { .. } => return,
            Event::InstallStarted { .. }
            | Event::InstallAdvanced { .. }
            | Event::InstallationAdded { .. }
            | Event::InstallFailed { .. }
            | Event::GrantQuarantined { .. }
            | Event::InstallationsChanged { .. }
            | Event::AppsChanged
            | Event::AccountsChanged
            | Event::WorldShown => {}
        }
        let allowed = self.looked_at.map_or(now, |at| at.plus(LOOK_EVERY));
        self.look.get_or_insert(allowed.max(now));
    }

    fn wakes_at(&self) -> Instant {
        let soonest = self.look.into_iter().chain(self.gathered.next());
        soonest.fold(self.expiry, Instant::min)
    }

    async fn wake(&mut self, desk: &Arc<Desk>, now: Instant) -> Result<(), Problem> {
        let world = desk.world();
        self.follow(world.kind, now);
        if self.look.is_some_and(|at| at <= now) {
            self.look = None;
            self.looked_at = Some(now);
            self.look_at(desk, &world, now).await?;
        }
        if self.expiry <= now {
            self.expiry = now.plus(EXPIRY_EVERY);
            self.look_at_accounts(&world, now).await?;
        }
        self.tell_due(desk, &world, now).await
    }

    async fn look_at(
        &mut self,
        desk: &Arc<Desk>,
        world: &Arc<World>,
        now: Instant,
    ) -> Result<(), Problem> {
        let standing = match self.standing {
            Some(standing) => standing,
            None => standing(desk, world).await?,
        };
        self.standing = Some(standing);
        let flows = world.engine.flows();
        let today = world.engine.now();
        let (menu, facts) = {
            let index = world.index().await?;
            let menu = tray::menu(&index, today, standing, desk.language());
            (menu, Facts::of(&index, &flows, today))
        };
        if menu != self.menu {
            desk.outside().show_tray(&menu);
            self.menu = menu;
        }
        self.compare(desk, world.kind, facts, now);
        Ok(())
    }

    /// The first look at a world tells nothing: what is so is no news.
    fn compare(&mut self, desk: &Desk, kind: WorldView, facts: Facts, now: Instant) {
        for (kind, so) in facts.by_kind() {
            self.gathered.keep(kind, |about| so.contains(about));
        }
        let before = self.seen.get(&kind);
        let news = before.map(|before| facts.new_since(before));
        for (kind, about) in news.into_iter().flatten() {
            self.gathered.note(kind, about, now);
            if kind == NoticeKind::Asking {
                desk.outside().to_front();
            }
        }
        self.seen.insert(kind, facts);
    }

    async fn look_at_accounts(&mut self, world: &World, now: Instant) -> Result<(), Problem> {
        if world.kind == WorldView::Shared {
            return Ok(());
        }
        let told = expiry_told(world).await?;
        let today = world.engine.now();
        let expiring = notices::expiring(&*world.index().await?, today);
        for hub_id in expiring {
            let told_at = told.get(&hub_id.0);
            if told_at.is_none_or(|at| today.since(*at) >= EXPIRY_APART) {
                let about = Subject::Account(hub_id);
                self.gathered.note(NoticeKind::Expiring, about, now);
            }
        }
        Ok(())
    }

    async fn tell_due(&mut self, desk: &Desk, world: &World, now: Instant) -> Result<(), Problem> {
        let due = self.gathered.take_due(now);
        if due.is_empty() {
            return Ok(());
        }
        let choice = desk.settings().await?.notifications;
        for (kind, about) in due {
            if !kind.is_wanted(choice, desk.outside().is_focused()) {
                continue;
            }
            let notice = {
                let index = world.index().await?;
                worded(kind, &about, &index, desk.language())
            };
            if let Some(notice) = notice {
                desk.outside().notify(&notice);
                remember_expiry(world, &about).await?;
            }
        }
        Ok(())
    }
}

async fn standing(desk: &Desk, world: &World) -> Result<Standing, Problem> {
    if desk.is_view_only() {
        return Ok(Standing::Still);
    }
    Ok(match world.door.view().await?.state {
        VaultState::Open => Standing::Open {
            lockable: desk.is_lockable().await,
        },
        VaultState::Locked => Standing::Locked,
        VaultState::Opening | VaultState::NotSetUp | VaultState::Unavailable => Standing::Still,
    })
}

/// What can't be read was never told.
async fn expiry_told(world: &World) -> Result<BTreeMap<i64, Timestamp>, Problem> {
    let kept = world.store.setting(EXPIRY_TOLD.into()).await?;
    let kept = kept.and_then(|text| serde_json::from_str(&text).ok());
    Ok(kept.unwrap_or_default())
}

async fn remember_expiry(world: &World, about: &BTreeSet<Subject>) -> Result<(), Problem> {
    let now = world.engine.now();
    let accounts = about.iter().filter_map(|about| match about {
        Subject::Account(hub_id) => Some((hub_id.0, now)),
        Subject::Installation(_) | Subject::App(_) | Subject::Flow(..) | Subject::Batch(_) => None,
    });
    let accounts: Vec<_> = accounts.collect();
    if accounts.is_empty() {
        return Ok(());
    }
    let mut told = expiry_told(world).await?;
    told.retain(|_, at| now.since(*at) < EXPIRY_APART);
    told.extend(accounts);
    let value = serde_json::to_string(&told).unwrap_or_default();
    let change = Change::PutSetting {
        name: EXPIRY_TOLD.into(),
        value,
    };
    world.store.commit(vec![change]).await
}

#[cfg(test)]
mod tests {
    use keeper_core::event::BatchSummary;
    use keeper_core::identifier::BatchId;

    use super::*;

    fn ended_in(world: WorldView) -> WorldEvent {
        WorldEvent {
            world: Some(world),
            event: Event::RefreshFinished {
                batch: BatchId::make_random(),
                summary: BatchSummary::default(),
                problem: None,
            },
        }
    }

    #[test]
    fn the_end_of_a_hidden_worlds_batch_is_not_told() {
        let now = Instant::after_start(Duration::from_secs(1));
        let mut watch = Watch::new(now);
        watch.hear(&ended_in(WorldView::Hubspot), WorldView::Practice, now);
        assert_eq!(watch.gathered.next(), None);
        watch.hear(&ended_in(WorldView::Practice), WorldView::Practice, now);
        assert!(watch.gathered.next().is_some());
        watch.hear(&ended_in(WorldView::Practice), WorldView::Hubspot, now);
        assert_eq!(watch.gathered.next(), None, "nor what was left to tell");
    }
}
