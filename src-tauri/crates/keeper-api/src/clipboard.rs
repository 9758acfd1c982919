//! The system's clipboard, kept by one thread: on X11 and Wayland what was
//! copied is gone with its owner.

use std::sync::mpsc;
use std::time::Duration;

use keeper_core::error::{Code, Problem};
use keeper_core::needs::{Answer, Clipboard, CopyNumber};
use keeper_core::secret::{AccessToken, Fingerprint};
use tokio::sync::oneshot;

/// A clipboard that doesn't answer within this time isn't there.
const DEADLINE: Duration = Duration::from_secs(5);

enum Order {
    Put(AccessToken, oneshot::Sender<Result<CopyNumber, Problem>>),
    Clear(Option<CopyNumber>, oneshot::Sender<Result<bool, Problem>>),
    PutPlain(String, oneshot::Sender<Result<(), Problem>>),
    Look(oneshot::Sender<Result<(), Problem>>),
}

/// The system's clipboard.
pub struct SystemClipboard {
    orders: mpsc::Sender<Order>,
}

impl SystemClipboard {
    /// Starts the thread; the clipboard itself is opened with the first
    /// order, and again after a failure.
    pub fn start() -> Self {
        let (orders, received) = mpsc::channel();
        let keeper = std::thread::Builder::new().name("clipboard".into());
        if let Err(cause) = keeper.spawn(move || Keeper::default().run(&received)) {
            tracing::error!(%cause, "the clipboard's thread did not start");
        }
        Self { orders }
    }

    async fn ask<T>(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<T, Problem>>) -> Order,
    ) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        let gone = |cause: &str| Problem::new(Code::ClipboardUnavailable).because(cause);
        self.orders
            .send(order(answer))
            .map_err(|_| gone("its thread has ended"))?;
        match tokio::time::timeout(DEADLINE, answered).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(gone("its thread has ended")),
            Err(_) => Err(gone("it did not answer in time")),
        }
    }

    async fn clear_now(&self, copy: Option<CopyNumber>) -> Result<bool, Problem> {
        let cleared = self.ask(|answer| Order::Clear(copy, answer)).await;
        cleared.map_err(|problem| Problem {
            code: Code::ClipboardNotCleared,
            ..problem
        })
    }
}

impl Clipboard for SystemClipboard {
    fn put(&self, text: AccessToken) -> Answer<'_, CopyNumber> {
        Box::pin(self.ask(|answer| Order::Put(text, answer)))
    }

    fn clear(&self, copy: Option<CopyNumber>) -> Answer<'_, bool> {
        Box::pin(self.clear_now(copy))
    }

    fn put_plain(&self, text: String) -> Answer<'_, ()> {
        Box::pin(self.ask(|answer| Order::PutPlain(text, answer)))
    }

    fn look(&self) -> Answer<'_, ()> {
        Box::pin(self.ask(Order::Look))
    }
}

#[derive(Default)]
struct Keeper {
    system: Option<arboard::Clipboard>,
    /// The copy that was put last.
    ours: Option<(CopyNumber, Fingerprint)>,
    copies: u64,
}

impl Keeper {
    fn run(mut self, orders: &mpsc::Receiver<Order>) {
        while let Ok(order) = orders.recv() {
            // Nobody waits for an answer any more when sending it fails.
            match order {
                Order::Put(text, answer) => carry_out(
                    &mut self,
                    answer,
                    |keeper| keeper.put(&text),
                    |keeper| drop(keeper.clear(None)),
                ),
                Order::Clear(copy, answer) => drop(answer.send(self.clear(copy))),
                Order::PutPlain(text, answer) => {
                    carry_out(&mut self, answer, |keeper| keeper.put_plain(text), |_| {});
                }
                Order::Look(answer) => drop(answer.send(self.system().map(drop))),
            }
        }
    }

    fn system(&mut self) -> Result<&mut arboard::Clipboard, Problem> {
        if self.system.is_none() {
            self.system = Some(arboard::Clipboard::new().map_err(unavailable)?);
        }
        self.system
            .as_mut()
            .ok_or_else(|| Code::ClipboardUnavailable.into())
    }

    fn put(&mut self, text: &AccessToken) -> Result<CopyNumber, Problem> {
        let put = concealed(self.system()?.set()).text(text.expose());
        if let Err(error) = put {
            self.system = None;
            return Err(unavailable(error));
        }
        self.copies += 1;
        let copy = CopyNumber(self.copies);
        self.ours = Some((copy, text.fingerprint()));
        Ok(copy)
    }

    /// What was ours is gone with it.
    fn put_plain(&mut self, text: String) -> Result<(), Problem> {
        let put = self.system()?.set_text(text);
        if let Err(error) = put {
            self.system = None;
            return Err(unavailable(error));
        }
        self.ours = None;
        Ok(())
    }

    /// Clears what we put, unless somebody else has put something since.
    fn clear(&mut self, copy: Option<CopyNumber>) -> Result<bool, Problem> {
        let Some((newest, print)) = self.ours.clone() else {
            return Ok(false);
        };
        if copy.is_some_and(|copy| copy != newest) {
            return Ok(false);
        }
        let cleared = clear_of(self.system()?, &print);
        match cleared {
            Ok(_) => self.ours = None,
            // It is opened anew at the next try.
            Err(_) => self.system = None,
        }
        cleared
    }
}

/// Does what somebody still waits for. Whoever gave up was told that it failed:
/// what is done by then is undone.
fn carry_out<K, T>(
    keeper: &mut K,
    answer: oneshot::Sender<Result<T, Problem>>,
    act: impl FnOnce(&mut K) -> Result<T, Problem>,
    undo: impl FnOnce(&mut K),
) {
    if answer.is_closed() {
        return;
    }
    let done = act(keeper);
    if let Err(Ok(_)) = answer.send(done) {
        undo(keeper);
    }
}

/// What can't be read back is left: it may be somebody else's by now.
fn clear_of(system: &mut arboard::Clipboard, print: &Fingerprint) -> Result<bool, Problem> {
    let is_ours = match system.get_text() {
        Ok(found) => AccessToken::new(found).fingerprint() == *print,
        // A picture, say, or bytes that are no text.
        Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => false,
        Err(error) => return Err(unavailable(error)),
    };
    if is_ours {
        system.clear().map_err(unavailable)?;
    }
    Ok(is_ours)
}

fn unavailable(error: arboard::Error) -> Problem {
    Problem::new(Code::ClipboardUnavailable).because(error)
}

#[cfg(target_os = "linux")]
fn concealed(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtLinux;
    set.exclude_from_history()
}

#[cfg(target_os = "macos")]
fn concealed(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtApple;
    set.exclude_from_history()
}

#[cfg(windows)]
fn concealed(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_cloud()
        .exclude_from_history()
        .exclude_from_monitoring()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Done = Vec<&'static str>;

    fn undo(done: &mut Done) {
        done.push("undone");
    }

    #[test]
    fn nothing_is_put_for_whom_was_told_that_it_failed() {
        let (answer, asker) = oneshot::channel();
        drop(asker);
        let mut done = Done::new();
        let put = |done: &mut Done| {
            done.push("put");
            Ok(())
        };
        carry_out(&mut done, answer, put, undo);
        assert!(done.is_empty(), "{done:?}");
    }

    #[test]
    fn what_was_put_too_late_is_taken_back() {
        let (answer, asker) = oneshot::channel();
        let mut done = Done::new();
        let put = |done: &mut Done| {
            drop(asker);
            done.push("put");
            Ok(())
        };
        carry_out(&mut done, answer, put, undo);
        assert_eq!(done, ["put", "undone"]);
    }

    #[test]
    fn what_is_waited_for_stays() {
        let (answer, mut asker) = oneshot::channel();
        let mut done = Done::new();
        let put = |done: &mut Done| {
            done.push("put");
            Ok(())
        };
        carry_out(&mut done, answer, put, undo);
        assert_eq!(done, ["put"]);
        assert!(asker.try_recv().is_ok());
    }
}
