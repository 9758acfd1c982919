//! Single cases, each from its beginning to its end.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use keeper_core::account::AccountType;
use keeper_core::activity::Actor;
use keeper_core::engine::{ExitStep, ImportLine, InstallOrder, RefreshResult};
use keeper_core::grant::GrantState;
use keeper_core::identifier::{HubId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::limiter::Priority;
use keeper_core::needs::Clock;
use keeper_core::{Code, Problem};

use crate::model::Sky;
use crate::people::Customer;
use crate::random::Random;
use crate::rows::{Beneath, REDIRECT};
use crate::world::{World, at_once};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const A_DAY: Duration = Duration::from_secs(30 * 60 * 60);
/// The account of a row, one without a row, and the one that is asked for in its place.
const OWN: i64 = 100;
const NEW: i64 = 900;
const OTHER: i64 = 901;

fn world(rows: usize) -> World {
    let people = Random::new(1, "people");
    let mut world = World::furnished(1, people, Beneath::new(false), Some(rows));
    world.model.lock().sky = Sky::default();
    world.start();
    world.run_for(Duration::ZERO);
    world
}

#[track_caller]
fn no_rule_is_broken(world: &World) {
    let broken = &world.model.lock().broken;
    assert!(broken.is_empty(), "{broken:?}");
}

fn row_on(world: &World, hub: i64) -> Option<Installation> {
    let mut rows = world.rows().into_iter();
    rows.find(|row| (row.app, row.hub_id) == (world.apps[0], HubId(hub)))
}

fn own(world: &World) -> InstallationId {
    row_on(world, OWN).expect("it is there").id
}

/// Runs a deed beside; what came of it within that time.
fn within<T: Send + 'static>(
    world: &mut World,
    time: Duration,
    deed: impl Future<Output = T> + Send + 'static,
) -> Option<T> {
    let told = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&told);
    world.spawn(async move {
        let result = deed.await;
        *slot.lock().unwrap() = Some(result);
    });
    world.run_for(time);
    told.lock().unwrap().take()
}

fn refresh(world: &mut World) -> RefreshResult {
    let (engine, id) = (world.engine(), own(world));
    let refreshed = async move { engine.refresh(id, Actor::Person, &Priority::person()).await };
    within(world, MINUTE, refreshed).expect("it ends")
}

/// One account is asked for, and [`NEW`] answers.
fn install(world: &mut World, pinned: i64) {
    let order = InstallOrder {
        hub_id: Some(HubId(pinned)),
        by_paste: true,
        ..InstallOrder::by_browser(world.apps[0], REDIRECT)
    };
    let (engine, customer) = (world.engine(), Customer::agreeing(world, 0, NEW));
    world.spawn(async move {
        let started = engine.install(order).await.expect("nothing is in its way");
        let answer = customer.answer(&started.authorize_url).await;
        engine.paste(started.flow, &answer).expect("it is awaited");
    });
}

#[test]
fn a_cancelled_batch_ends_soon() {
    let mut world = world(100);
    let ids = world.rows().iter().map(|row| row.id).collect();
    let engine = world.engine();
    let started = async move { engine.refresh_many(ids, Actor::Person).await };
    let batch = within(&mut world, SECOND, started);
    let batch = batch.expect("it starts").expect("it can").batch;
    let engine = world.engine();
    engine.cancel_batch(batch).expect("it is known");
    world.run_for(SECOND * 10);
    let status = engine.batch(batch).expect("it is known");
    assert!(status.finished, "{status:?}");
    assert_eq!(status.done, status.total);
    assert!(status.summary.cancelled > 200, "{status:?}");
    no_rule_is_broken(&world);
}

#[test]
fn a_batch_that_hubspot_limits_for_ever_gives_up() {
    let mut world = world(1);
    let until = world.clock.now().plus(A_DAY);
    world.model.lock().sky.limited_until = Some(until);
    let ids = world.rows().iter().map(|row| row.id).collect();
    let engine = world.engine();
    let started = async move { engine.refresh_many(ids, Actor::Person).await };
    let batch = within(&mut world, MINUTE * 10, started);
    let batch = batch.expect("it starts").expect("it can").batch;
    let status = world.engine().batch(batch).expect("it is known");
    assert!(status.finished, "{status:?}");
    assert_eq!(status.summary.postponed, status.total);
    no_rule_is_broken(&world);
}

#[test]
fn one_accounts_fault_holds_up_no_other() {
    let mut world = world(6);
    world.model.lock().sky.sick_below = Some(OWN + 2);
    world.clock.set(world.clock.now().plus(A_DAY));
    let since = world.clock.now();
    // Six rows of each app, one after the other, and less than one look.
    world.run_for(SECOND * 8);
    let rows = world.rows().into_iter();
    let sound = rows.filter(|row| row.hub_id >= HubId(OWN + 2));
    let late: Vec<_> = sound
        .filter(|row| row.proven_at.is_none_or(|at| at < since))
        .map(|row| row.hub_id)
        .collect();
    assert!(late.is_empty(), "{late:?} weren't checked");
    no_rule_is_broken(&world);
}

#[test]
fn an_account_is_believed_when_nobody_says_whose_it_is() {
    let mut world = world(1);
    world.model.lock().sky.silent = Some("introspect");
    install(&mut world, NEW);
    world.run_for(MINUTE * 10);
    let row = row_on(&world, NEW).expect("it is an installation");
    assert_eq!(row.installed_by, None);
    no_rule_is_broken(&world);
}

#[test]
fn an_installed_account_is_known() {
    let mut world = world(1);
    install(&mut world, NEW);
    refresh(&mut world);
    let account = |hub| at_once(world.beneath.vault().account(HubId(hub)));
    let known = account(NEW).expect("it can be read").expect("it is there");
    assert_ne!(known.account_type, AccountType::Unknown);
    let texts = [known.name, known.domain, known.ui_domain];
    let more = [known.data_hosting, known.time_zone];
    assert!(texts.iter().chain(&more).all(Option::is_some));
    assert!(known.last_call_at.is_some());
    let filled_in = account(OWN).expect("it can be read").expect("it is there");
    assert!(filled_in.domain.is_some(), "the refresh has filled it in");
    let row = row_on(&world, OWN).expect("it is there");
    assert!(row.installed_by.is_some(), "the refresh has filled it in");
    no_rule_is_broken(&world);
}

#[test]
fn a_grant_that_cannot_be_read_says_so() {
    let mut world = world(1);
    install(&mut world, OTHER);
    world.run_for(MINUTE);
    let id = world.grants()[0].id;
    let Beneath::Memory(vault) = &world.beneath else {
        unreachable!("it is in memory");
    };
    vault.state.lock().unwrap().broken.insert(id);
    let engine = world.engine();
    let kept = within(
        &mut world,
        MINUTE,
        async move { engine.keep_grant(id).await },
    );
    let problem = kept.expect("it ends").expect_err("it can't be kept");
    assert_eq!(problem.code, Code::TokenUnreadable);
    let grants = at_once(world.beneath.vault().grants()).expect("they can be read");
    assert!(matches!(grants[0].state, GrantState::Unreadable { .. }));
    no_rule_is_broken(&world);
}

#[test]
fn what_the_vault_refuses_for_good_is_not_tried_for_ever() {
    let mut world = world(1);
    world.model.lock().disk.refuses = true;
    let refreshed = refresh(&mut world);
    assert!(
        matches!(
            &refreshed,
            RefreshResult::Failed(Problem {
                code: Code::SealBroken,
                ..
            })
        ),
        "{refreshed:?}"
    );
    assert_eq!(world.engine().unsaved_answers().len(), 0);
    world.model.lock().disk.refuses = false;
    assert!(matches!(refresh(&mut world), RefreshResult::Proven(_)));
    no_rule_is_broken(&world);
}

#[test]
fn an_uninstallation_reports_its_steps() {
    let mut world = world(1);
    let (engine, id) = (world.engine(), own(&world));
    world.asks(id);
    let done = within(&mut world, MINUTE, async move {
        engine.uninstall(id, None).await
    });
    let report = done.expect("it ends").expect("HubSpot agrees");
    let steps: Vec<_> = report.steps.iter().map(|step| step.step).collect();
    assert_eq!(
        steps,
        [
            ExitStep::Refresh,
            ExitStep::Uninstall,
            ExitStep::Revoke,
            ExitStep::Wipe
        ]
    );
    let failed = report.steps.iter().filter(|step| step.problem.is_some());
    let failed: Vec<_> = failed.map(|step| step.step).collect();
    assert_eq!(failed, [ExitStep::Revoke], "its token is dead by then");
    no_rule_is_broken(&world);
}

#[test]
fn an_import_tells_of_itself_ten_times_a_second_at_most() {
    let mut world = world(1);
    let tokens = at_once(world.beneath.vault().tokens(own(&world)));
    let token = tokens.expect("open").expect("it has some").refresh;
    // Each is known already, which takes one call.
    let lines = (1..=80).map(|line| ImportLine {
        line,
        hub_id: Some(HubId(OWN)),
        token: token.clone(),
    });
    let began = world.clock.now();
    let import = world.engine().import_many(world.apps[0], lines.collect());
    let is_finished = |world: &World| world.engine().import(import).unwrap().finished;
    while !is_finished(&world) {
        world.run_for(SECOND / 10);
    }
    let tenths = world.clock.now().since(began).as_millis() / 100;
    let told = world.model.lock().import_events;
    assert!(
        u128::from(told) <= tenths + 2,
        "{told} times in {tenths} tenths of a second"
    );
    let rows = world.engine().import(import).unwrap().rows;
    let is_known = |code| code == Some(Code::InstallationExists);
    let codes = rows
        .iter()
        .map(|row| row.result.as_ref().err().map(|it| it.code));
    assert_eq!(codes.filter(|code| is_known(*code)).count(), 80);
    no_rule_is_broken(&world);
}

/// The secret is rotated, and a person finds that out so often.
fn find_refused(world: &mut World, times: usize) {
    world.rotate_secret(0);
    for _ in 0..times {
        refresh(world);
    }
    assert!(world.is_faulty(world.apps[0]));
}

#[test]
fn a_saved_secret_is_tried_though_the_one_before_is_being_tried() {
    let mut world = world(1);
    find_refused(&mut world, 9);
    let (engine, id) = (world.engine(), own(&world));
    world.spawn(async move {
        let refreshed = engine.refresh(id, Actor::Person, &Priority::person()).await;
        assert!(matches!(refreshed, RefreshResult::ProfileWrong(_)));
    });
    world.run_for(Duration::from_millis(5));
    world.mend(0);
    world.run_for(MINUTE);
    assert!(!world.is_faulty(world.apps[0]), "HubSpot takes it");
    no_rule_is_broken(&world);
}

#[test]
fn a_saved_secret_is_tried_again_soon_where_hubspot_did_not_say() {
    let mut world = world(1);
    find_refused(&mut world, 9);
    world.model.lock().sky.silent = Some("refresh");
    world.mend(0);
    world.run_for(MINUTE);
    world.model.lock().sky.silent = None;
    world.run_for(MINUTE * 5);
    assert!(!world.is_faulty(world.apps[0]), "HubSpot takes it");
    no_rule_is_broken(&world);
}
