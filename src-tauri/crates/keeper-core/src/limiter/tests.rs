use futures::FutureExt;
use futures::future::BoxFuture;
use uuid::Uuid;

use super::*;

struct HandClock(watch::Sender<Duration>);

impl HandClock {
    fn advance(&self, by: Duration) {
        self.0.send_modify(|now| *now += by);
    }
}

impl Clock for HandClock {
    fn now(&self) -> crate::Timestamp {
        crate::Timestamp::from_millis(0)
    }

    fn instant(&self) -> Instant {
        Instant::after_start(*self.0.borrow())
    }

    fn sleep_until(&self, at: Instant) -> BoxFuture<'static, ()> {
        let mut now = self.0.subscribe();
        async move {
            let reached = now.wait_for(|now| Instant::after_start(*now) >= at).await;
            assert!(reached.is_ok(), "the clock outlives the test");
        }
        .boxed()
    }
}

struct Spawn;

impl Spawner for Spawn {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        drop(tokio::spawn(task));
    }
}

fn limiter() -> (Arc<Limiter>, Arc<HandClock>) {
    let clock = Arc::new(HandClock(watch::Sender::new(Duration::ZERO)));
    let limiter = Limiter::new(Arc::clone(&clock) as _, Arc::new(Spawn));
    (limiter, clock)
}

fn app(number: u128) -> AppId {
    AppId::from_uuid(Uuid::from_u128(number))
}

async fn background(limiter: &Arc<Limiter>, number: u128) -> Permit {
    limiter
        .admit(app(number), Endpoint::Token, &Priority::background())
        .await
}

/// The permits that can be had at once.
fn all_there_are(limiter: &Arc<Limiter>, number: u128) -> Vec<Permit> {
    std::iter::from_fn(|| background(limiter, number).now_or_never()).collect()
}

#[tokio::test]
async fn an_app_has_its_full_speed_and_all_together_the_cap() {
    let (limiter, _clock) = limiter();
    let first = all_there_are(&limiter, 1);
    let second = all_there_are(&limiter, 2);
    let third = all_there_are(&limiter, 3);
    assert_eq!((first.len(), second.len(), third.len()), (8, 8, 0));
    drop(second);
    assert_eq!(all_there_are(&limiter, 3).len(), 8);
}

#[tokio::test]
async fn eight_429s_at_once_cut_once_and_full_speed_comes_back() {
    let (limiter, clock) = limiter();
    for permit in all_there_are(&limiter, 1) {
        permit.answered(Pace::SlowDown(None));
    }
    assert_eq!(all_there_are(&limiter, 1).len(), 0, "it pauses");
    clock.advance(PAUSE);
    assert_eq!(
        all_there_are(&limiter, 1).len(),
        4,
        "cut once, not eight times"
    );
    for _ in 0..40 {
        background(&limiter, 1).await.answered(Pace::Good);
    }
    assert_eq!(all_there_are(&limiter, 1).len(), 8);
}

#[tokio::test]
async fn a_late_429_of_a_call_from_before_the_cut_cuts_nothing() {
    let (limiter, clock) = limiter();
    let mut early = all_there_are(&limiter, 1);
    early.pop().unwrap().answered(Pace::SlowDown(None));
    clock.advance(PAUSE);
    early.pop().unwrap().answered(Pace::SlowDown(None));
    drop(early);
    clock.advance(PAUSE);
    assert_eq!(all_there_are(&limiter, 1).len(), 4);
}

#[tokio::test]
async fn every_pause_cuts_once_more_and_one_call_remains() {
    let (limiter, clock) = limiter();
    for expected in [4, 2, 1, 1] {
        background(&limiter, 1).await.answered(Pace::SlowDown(None));
        clock.advance(PAUSE);
        assert_eq!(all_there_are(&limiter, 1).len(), expected);
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_and_wakes_whoever_waits() {
    let (limiter, clock) = limiter();
    let wait = Duration::from_secs(90);
    background(&limiter, 1)
        .await
        .answered(Pace::SlowDown(Some(wait)));
    assert_eq!(
        limiter.paused_until(app(1), Endpoint::Token),
        Some(clock.instant().plus(wait))
    );
    let waiting = tokio::spawn({
        let limiter = Arc::clone(&limiter);
        async move { drop(background(&limiter, 1).await) }
    });
    tokio::task::yield_now().await;
    clock.advance(wait - Duration::from_millis(1));
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    clock.advance(Duration::from_millis(1));
    waiting.await.unwrap();
    assert_eq!(limiter.paused_until(app(1), Endpoint::Token), None);
}

#[tokio::test]
async fn a_pause_holds_nobody_elses_calls() {
    let (limiter, _clock) = limiter();
    background(&limiter, 1).await.answered(Pace::SlowDown(None));
    assert_eq!(all_there_are(&limiter, 2).len(), 8);
    let priority = Priority::background();
    let account = limiter.admit(app(1), Endpoint::Account, &priority);
    assert!(account.now_or_never().is_some(), "another endpoint");
}

#[tokio::test]
async fn a_person_waits_for_nobody() {
    let (limiter, _clock) = limiter();
    background(&limiter, 1).await.answered(Pace::SlowDown(None));
    let all = all_there_are(&limiter, 2);
    let priority = Priority::person();
    for number in [1, 2] {
        let person = limiter.admit(app(number), Endpoint::Token, &priority);
        assert!(person.now_or_never().is_some());
    }
    drop(all);
}

#[tokio::test]
async fn a_queued_call_that_a_person_joins_is_made_at_once() {
    let (limiter, _clock) = limiter();
    let _all = all_there_are(&limiter, 1);
    let priority = Priority::background();
    let mut queued = Box::pin(limiter.admit(app(1), Endpoint::Token, &priority));
    assert!(futures::poll!(&mut queued).is_pending());
    priority.raise();
    assert!(queued.now_or_never().is_some());
}

#[tokio::test]
async fn first_come_first_served_and_whoever_leaves_holds_nobody_up() {
    let (limiter, _clock) = limiter();
    let mut all = all_there_are(&limiter, 1);
    let mut first = Box::pin(background(&limiter, 1));
    let mut gone = Box::pin(background(&limiter, 1));
    let mut last = Box::pin(background(&limiter, 1));
    for one in [&mut first, &mut gone, &mut last] {
        assert!(futures::poll!(one).is_pending());
    }
    drop(all.pop());
    assert!(
        futures::poll!(&mut last).is_pending(),
        "not before the first"
    );
    drop(gone);
    assert_eq!(limiter.state().queue.len(), 1, "whoever left isn't kept");
    drop(first.await);
    drop(last.await);
    assert!(limiter.state().queue.is_empty());
}
