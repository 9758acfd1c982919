//! The flows, each on app 0, and what it means that one is done.

use std::sync::Arc;
use std::time::Duration;

use keeper_core::activity::Actor;
use keeper_core::engine::{
    Adoption, Engine, FlowState, ImportLine, InstallOrder, Started, TokenForm,
};
use keeper_core::health::Condition;
use keeper_core::identifier::{FlowId, HubId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::limiter::Priority;
use keeper_core::needs::{Change, Clock, Selection};
use keeper_core::secret::RefreshToken;
use keeper_core::{Code, Problem};

use super::Said;
use crate::clock::HandClock;
use crate::model::Sky;
use crate::people::Customer;
use crate::rows::{REDIRECT, set_secret};
use crate::world::{World, at_once};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
/// Longer than an access token lives.
const LONG: Duration = Duration::from_secs(40 * 60);
/// Long enough for every row to come round.
const A_DAY: Duration = Duration::from_secs(30 * 60 * 60);

/// The account of the row that something is done to, one with no row yet, and
/// the one that is asked for in its place.
const OWN: i64 = 100;
const NEW: i64 = 105;
const OTHER: i64 = 106;

/// A flow.
pub struct Flow {
    pub name: &'static str,
    /// What comes before, on a sound disk.
    pub prepare: fn(&mut World),
    pub act: fn(&mut World, &Said),
    /// Whether what was to be done is on disk.
    pub is_kept: fn(&World) -> bool,
}

const fn flow(
    name: &'static str,
    prepare: fn(&mut World),
    act: fn(&mut World, &Said),
    is_kept: fn(&World) -> bool,
) -> Flow {
    Flow {
        name,
        prepare,
        act,
        is_kept,
    }
}

/// All of them.
pub const FLOWS: &[Flow] = &[
    flow("install", nothing, install, is_installed),
    flow("reauthorize", nothing, reauthorize, is_renewed),
    flow("refresh", nothing, refresh, is_refreshed),
    flow("copy", expire, copy, is_refreshed),
    flow("adopt", nothing, adopt, is_installed),
    flow("import", nothing, import, are_imported),
    flow("revoke", nothing, revoke, is_revoked),
    flow("uninstall", nothing, uninstall, is_uninstalled),
    flow("forget", nothing, forget, is_forgotten),
    flow("purge", nothing, purge, is_purged),
    flow("purge what is forgotten", forgotten, purge, is_purged),
    flow("restore", forgotten, restore, is_back),
    flow("keep a grant", set_aside, keep, is_installed),
    flow("discard a grant", set_aside, discard, no_grant_waits),
    flow("revoke a grant", set_aside, revoke_grant, no_grant_waits),
    flow("save an app", refused, save_app, is_saved),
    flow("a batch", nothing, batch, all_are_refreshed),
    flow("background checks", nothing, background, all_are_proven),
    flow("locked while it waits", nothing, lock, is_refreshed),
    flow("put a backup back", backed_up, put_back, is_back),
    flow("start after a kill", killed, start, is_told),
    flow("settle after a kill", killed_holding, start, is_installed),
];

// ── What comes before ────────────────────────────────────────────────────

fn nothing(_: &mut World) {}

fn expire(world: &mut World) {
    world.run_for(LONG);
}

fn forgotten(world: &mut World) {
    forget(world, &Said::default());
    world.run_for(MINUTE);
    assert!(is_forgotten(world));
}

/// A grant for another account than was asked for; its access token expires.
fn set_aside(world: &mut World) {
    install_on(world, OTHER, &Said::default());
    world.run_for(LONG);
    assert_eq!(world.grants().len(), 1);
}

/// The secret is rotated, and a person has found that out.
fn refused(world: &mut World) {
    world.rotate_secret(0);
    refresh(world, &Said::default());
    world.run_for(MINUTE);
    assert!(world.is_faulty(world.apps[0]));
}

fn backed_up(world: &mut World) {
    world.back_up();
    assert!(world.copy.is_some());
    forgotten(world);
}

/// The program was killed while it refreshed, before HubSpot did anything.
fn killed(world: &mut World) {
    refresh(world, &Said::default());
    let is_begun = |world: &World| !world.model.lock().log.is_empty();
    run_until(world, is_begun);
    world.kill();
    assert_eq!(at_once(world.beneath.vault().intents()).unwrap().len(), 1);
}

/// The program was killed when it had just saved a grant.
fn killed_holding(world: &mut World) {
    install(world, &Said::default());
    run_until(world, |world| !world.grants().is_empty());
    world.kill();
    assert_eq!(world.grants().len(), 1);
}

fn run_until(world: &mut World, is_there: impl Fn(&World) -> bool) {
    let mut steps = 0..10_000;
    while !is_there(world) {
        assert!(steps.next().is_some(), "it never came");
        world.run_steps(1);
    }
}

// ── What is done ─────────────────────────────────────────────────────────

fn install(world: &mut World, said: &Said) {
    install_on(world, NEW, said);
}

/// One account is asked for, and another one answers where they differ.
fn install_on(world: &mut World, pinned: i64, said: &Said) {
    let order = InstallOrder {
        hub_id: Some(HubId(pinned)),
        by_paste: true,
        ..InstallOrder::by_browser(world.apps[0], REDIRECT)
    };
    let (engine, clock) = (world.engine(), world.clock.clone());
    let (customer, said) = (Customer::agreeing(world, 0, NEW), said.clone());
    world.spawn(async move {
        match engine.install(order).await {
            Ok(started) => said.put(follow(&engine, &clock, started, &customer).await),
            Err(_) => said.put(false),
        }
    });
}

fn reauthorize(world: &mut World, said: &Said) {
    let (engine, clock, id) = (world.engine(), world.clock.clone(), own(world));
    let (customer, said) = (Customer::agreeing(world, 0, OWN), said.clone());
    world.spawn(async move {
        match engine.reauthorize(id, None, false).await {
            Ok(started) => said.put(follow(&engine, &clock, started, &customer).await),
            Err(_) => said.put(false),
        }
    });
}

/// Whether a flow ended well.
async fn follow(
    engine: &Arc<Engine>,
    clock: &HandClock,
    started: Started,
    customer: &Customer,
) -> bool {
    let answer = customer.answer(&started.authorize_url).await;
    if engine.paste(started.flow, &answer).is_err() {
        return false;
    }
    loop {
        match state(engine, started.flow) {
            None | Some(FlowState::Failed | FlowState::Quarantined) => return false,
            Some(FlowState::Done) => return true,
            Some(FlowState::Waiting | FlowState::Asking | FlowState::Exchanging) => {
                clock.sleep_until(clock.now().plus(SECOND)).await;
            }
        }
    }
}

fn state(engine: &Arc<Engine>, flow: FlowId) -> Option<FlowState> {
    engine.flow(flow).ok().map(|status| status.state)
}

/// Does something beside, and says whether it ended well.
fn beside<T>(
    world: &World,
    said: &Said,
    deed: impl Future<Output = Result<T, Problem>> + Send + 'static,
) {
    let said = said.clone();
    world.spawn(async move { said.put(deed.await.is_ok()) });
}

fn refresh(world: &mut World, said: &Said) {
    use keeper_core::engine::RefreshResult;

    let (engine, id, said) = (world.engine(), own(world), said.clone());
    world.spawn(async move {
        let result = engine.refresh(id, Actor::Person, &Priority::person()).await;
        said.put(matches!(result, RefreshResult::Proven(_)));
    });
}

fn copy(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), own(world));
    let copied = async move {
        engine
            .copy_token(id, TokenForm::Plain, "TOKEN", MINUTE)
            .await
    };
    beside(world, said, copied);
}

/// A token that was given out elsewhere.
fn token_from_elsewhere(world: &World, hub: i64) -> RefreshToken {
    let mut model = world.model.lock();
    let line = model.new_line(0, hub, true);
    let text = model.lines[line].tokens[0].text.clone();
    model.handed_in.insert(text.clone());
    RefreshToken::new(text)
}

fn adopt(world: &mut World, said: &Said) {
    let adoption = Adoption {
        app: world.apps[0],
        hub_id: Some(HubId(NEW)),
        token: token_from_elsewhere(world, NEW),
    };
    let engine = world.engine();
    let adopted = async move { engine.adopt(adoption, &Priority::background()).await };
    beside(world, said, adopted);
}

fn import(world: &mut World, said: &Said) {
    let lines = [NEW, OTHER].into_iter().enumerate();
    let lines: Vec<_> = lines
        .map(|(place, hub)| ImportLine {
            line: place + 1,
            hub_id: Some(HubId(hub)),
            token: token_from_elsewhere(world, hub),
        })
        .collect();
    let (engine, clock, said) = (world.engine(), world.clock.clone(), said.clone());
    let import = engine.import_many(world.apps[0], lines);
    world.spawn(async move {
        loop {
            let status = engine.import(import).expect("it was started");
            if status.finished {
                return said.put(status.rows.iter().all(|row| row.result.is_ok()));
            }
            clock.sleep_until(clock.now().plus(SECOND)).await;
        }
    });
}

fn revoke(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), own(world));
    world.asks(id);
    beside(world, said, async move { engine.revoke(id, None).await });
}

fn uninstall(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), own(world));
    world.asks(id);
    beside(world, said, async move { engine.uninstall(id, None).await });
}

fn forget(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), own(world));
    beside(world, said, async move { engine.forget(id, false).await });
}

fn purge(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), own(world));
    world.asks(id);
    beside(world, said, async move { engine.forget(id, true).await });
}

fn restore(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), own(world));
    beside(world, said, async move { engine.restore(id).await });
}

fn grant(world: &World) -> InstallationId {
    world.grants().first().expect("one waits").id
}

fn keep(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), grant(world));
    beside(world, said, async move { engine.keep_grant(id).await });
}

fn discard(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), grant(world));
    world.asks(id);
    beside(world, said, async move { engine.discard_grant(id).await });
}

fn revoke_grant(world: &mut World, said: &Said) {
    let (engine, id) = (world.engine(), grant(world));
    world.asks(id);
    beside(world, said, async move { engine.revoke_grant(id).await });
}

/// As the program does when a person saves an app and its secret.
fn save_app(world: &mut World, said: &Said) {
    let (engine, vault, app) = (world.engine(), world.beneath.vault(), world.apps[0]);
    let secret = world.model.lock().apps[0].secrets.first().cloned();
    let secret = secret.expect("there is one");
    let mut renamed = at_once(vault.app(app)).expect("it is kept");
    renamed.draft.name = "Renamed".to_owned();
    let saved = async move {
        let changes = vec![Change::PutApp(renamed), set_secret(app, &secret, true)];
        vault.commit(changes).await?;
        engine.check_secret(app);
        Ok(())
    };
    beside(world, said, saved);
}

fn batch(world: &mut World, said: &Said) {
    let ids = world.rows().iter().map(|row| row.id).collect();
    let (engine, clock, said) = (world.engine(), world.clock.clone(), said.clone());
    world.spawn(async move {
        let batch = engine.refresh_many(ids, Actor::Person).await;
        let batch = batch.expect("the vault can be read");
        loop {
            let status = engine.batch(batch.batch).expect("it was started");
            if status.finished {
                let is_whole = status.summary.proven == status.total;
                assert_eq!(is_whole, status.problem.is_none(), "it says why it stopped");
                return said.put(is_whole);
            }
            clock.sleep_until(clock.now().plus(SECOND)).await;
        }
    });
}

fn background(world: &mut World, _: &Said) {
    world.step("a day passes at once");
    world.clock.set(world.clock.now().plus(A_DAY));
}

/// The vault is locked while an answer is on its way or waits.
fn lock(world: &mut World, said: &Said) {
    refresh(world, said);
    world.run_for(Duration::from_millis(100));
    world.step("the vault is locked");
    world.engine().end_waiting_flows(Code::VaultLocked);
    world.beneath.set_open(false);
    world.model.lock().locked_since = Some(world.clock.now());
}

fn put_back(world: &mut World, said: &Said) {
    let copy = world.copy.as_ref().expect("one was made");
    said.put(world.beneath.restore(copy, world.clock.now()));
    let engine = world.engine();
    world.spawn(async move { drop(engine.recover().await) });
    world.resume();
}

/// The program is started.
fn start(world: &mut World, _: &Said) {
    world.model.lock().sky = Sky {
        rotates: 100,
        ..Sky::default()
    };
    world.start();
}

// ── What it means that it is done ────────────────────────────────────────

/// The row that something is done to, forgotten or not.
fn own(world: &World) -> InstallationId {
    let some = [Selection::Kept, Selection::Forgotten];
    let vault = world.beneath.vault();
    let mut rows = some
        .into_iter()
        .flat_map(|some| at_once(vault.installations(some)).unwrap());
    let is_own = |row: &Installation| (row.app, row.hub_id) == (world.apps[0], HubId(OWN));
    rows.find(is_own).expect("it is there").id
}

fn row_on(world: &World, hub: i64) -> Option<Installation> {
    let mut rows = world.rows().into_iter();
    rows.find(|row| (row.app, row.hub_id) == (world.apps[0], HubId(hub)))
}

/// Whether a row has the newest token of a grant that lives.
fn is_current(world: &World, row: &Installation) -> bool {
    let Some(prints) = &row.prints else {
        return false;
    };
    let model = world.model.lock();
    let line = model.line_of_print(&prints.refresh);
    line.is_some_and(|line| {
        let newest = line.tokens.last().expect("each has one");
        line.died_at.is_none() && newest.print == prints.refresh
    })
}

fn is_installed(world: &World) -> bool {
    row_on(world, NEW).is_some_and(|row| is_current(world, &row))
}

fn are_imported(world: &World) -> bool {
    is_installed(world) && row_on(world, OTHER).is_some_and(|row| is_current(world, &row))
}

/// Whether the row has a token that wasn't its first.
fn is_refreshed(world: &World) -> bool {
    row_on(world, OWN).is_some_and(|row| {
        let model = world.model.lock();
        let first = &model.lines[0].tokens[0].print;
        let prints = row.prints.as_ref();
        let is_new = prints.is_some_and(|prints| prints.refresh != *first);
        drop(model);
        is_new && is_current(world, &row)
    })
}

fn is_renewed(world: &World) -> bool {
    is_refreshed(world)
}

fn is_revoked(world: &World) -> bool {
    row_on(world, OWN).is_some_and(|row| {
        matches!(row.condition, Condition::Revoked { .. }) && row.prints.is_none()
    })
}

fn is_uninstalled(world: &World) -> bool {
    row_on(world, OWN).is_some_and(|row| {
        matches!(row.condition, Condition::Uninstalled { .. }) && row.prints.is_none()
    })
}

fn is_forgotten(world: &World) -> bool {
    let forgotten = at_once(world.beneath.vault().installations(Selection::Forgotten));
    row_on(world, OWN).is_none() && forgotten.unwrap().len() == 1
}

fn is_purged(world: &World) -> bool {
    let forgotten = at_once(world.beneath.vault().installations(Selection::Forgotten));
    row_on(world, OWN).is_none() && forgotten.unwrap().is_empty()
}

/// A row that is back is checked soon, and that answer may wait to be saved.
fn is_back(world: &World) -> bool {
    let waits = |row: &Installation| {
        let answers = world.engine().unsaved_answers();
        answers.iter().any(|answer| answer.owner == row.id)
    };
    row_on(world, OWN).is_some_and(|row| is_current(world, &row) || waits(&row))
}

fn no_grant_waits(world: &World) -> bool {
    world.grants().is_empty()
}

fn is_saved(world: &World) -> bool {
    let vault = world.beneath.vault();
    let app = at_once(vault.app(world.apps[0])).unwrap();
    let secrets = at_once(vault.client_secrets(app.id)).unwrap().unwrap();
    let is_taken = |text: &str| world.model.lock().apps[0].secrets.contains(text);
    app.draft.name == "Renamed" && is_taken(secrets.present.expose())
}

fn all_are_refreshed(world: &World) -> bool {
    let rows = world.rows();
    rows.iter().all(|row| {
        let has_first = world.model.lock().lines.iter().any(|line| {
            let first = &line.tokens[0].print;
            row.prints
                .as_ref()
                .is_some_and(|prints| prints.refresh == *first)
        });
        !has_first && is_current(world, row)
    })
}

fn all_are_proven(world: &World) -> bool {
    world.clock.now().since(crate::world::BEGIN) >= A_DAY && all_are_refreshed(world)
}

/// Whether the refresh that was cut off is no longer in doubt.
fn is_told(world: &World) -> bool {
    let intents = at_once(world.beneath.vault().intents()).unwrap();
    intents.is_empty() && is_refreshed(world)
}
