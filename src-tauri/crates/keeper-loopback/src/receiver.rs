//! Opening, probing, and handing a port from one flow to the next.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keeper_core::needs::{Answer, Arrival, Listening, Receiver};
use keeper_core::redirect_url::LoopbackTarget;
use keeper_core::{Code, Problem};
use tokio::sync::{Mutex as AsyncMutex, Notify, watch};

use crate::bind::{self, Bound};
use crate::desk::Desk;
use crate::options::Options;
use crate::page::Voice;
use crate::results::{self, Results};
use crate::supervisor;
use crate::texts::Texts;

/// Opens loopback listeners. Needs a tokio runtime around it.
pub struct LoopbackReceiver {
    options: Options,
    voice: Voice,
    results: Arc<Results>,
    lives: Lives,
    /// Whoever looks at a port holds it for a moment, and would be taken for a
    /// stranger by whoever looks at the same time; so they look one by one.
    looking: AsyncMutex<()>,
}

/// The listeners of this receiver by port, as long as they hold it.
#[derive(Clone, Default)]
struct Lives(Arc<Mutex<HashMap<u16, Life>>>);

/// How a listener that winds down is hurried, and when it is gone.
#[derive(Clone)]
struct Life {
    desk: Arc<Desk>,
    hurry: Arc<Notify>,
    gone: watch::Receiver<()>,
}

impl LoopbackReceiver {
    /// A receiver whose pages speak with `texts`.
    #[must_use]
    pub fn new(options: Options, texts: &Texts) -> Self {
        Self {
            options,
            voice: Voice::new(texts),
            results: Arc::default(),
            lives: Lives::default(),
            looking: AsyncMutex::default(),
        }
    }

    /// Words every page anew, also those of listeners that are open.
    pub fn speak(&self, texts: &Texts) {
        self.voice.speak(texts);
    }

    async fn start(
        &self,
        target: LoopbackTarget,
        arrival: Arc<dyn Arrival>,
    ) -> Result<Box<dyn Listening>, Problem> {
        self.lives.hurry(target.port).await;
        let alone = self.looking.lock().await;
        let bound = bind(target.port).await?;
        drop(alone);
        let families = bound.families();
        let listeners = adopted(bound.sockets)?;
        let shared = (self.voice.clone(), Arc::clone(&self.results));
        let path = results::make_path()?;
        let desk = Desk::new(target, arrival, self.options.clone(), shared, path);
        let desk = Arc::new(desk);
        let open = self.lives.begin(listeners, Arc::clone(&desk));
        tracing::info!(?families, "the redirect listener is open");
        Ok(Box::new(Open {
            families,
            desk,
            _open: open,
        }))
    }

    async fn ask(&self, port: u16) -> Result<(), Problem> {
        if self.lives.is_winding_down(port) {
            return Ok(());
        }
        let _alone = self.looking.lock().await;
        bind(port).await.map(drop)
    }
}

impl Receiver for LoopbackReceiver {
    fn open(
        &self,
        target: LoopbackTarget,
        arrival: Arc<dyn Arrival>,
    ) -> Answer<'_, Box<dyn Listening>> {
        Box::pin(self.start(target, arrival))
    }

    fn probe(&self, target: LoopbackTarget) -> Answer<'_, ()> {
        Box::pin(async move { self.ask(target.port).await })
    }
}

impl Lives {
    /// Runs a listener beside the caller; it winds down when what is returned
    /// is dropped.
    fn begin(&self, listeners: Vec<tokio::net::TcpListener>, desk: Arc<Desk>) -> watch::Sender<()> {
        let port = desk.target.port;
        let (open, opened) = watch::channel(());
        let (living, gone) = watch::channel(());
        let hurry = Arc::new(Notify::new());
        let life = Life {
            desk: Arc::clone(&desk),
            hurry: Arc::clone(&hurry),
            gone,
        };
        self.lock().insert(port, life);
        let lives = self.clone();
        tokio::spawn(async move {
            supervisor::run(listeners, desk, opened, hurry).await;
            lives.lock().remove(&port);
            drop(living);
        });
        open
    }

    /// Ends what still winds down on `port`, so that it is free.
    async fn hurry(&self, port: u16) {
        let Some(mut life) = self.winding_down(port) else {
            return;
        };
        life.hurry.notify_one();
        let _ = life.gone.changed().await;
    }

    fn is_winding_down(&self, port: u16) -> bool {
        self.winding_down(port).is_some()
    }

    fn winding_down(&self, port: u16) -> Option<Life> {
        let life = self.lock().get(&port).cloned();
        life.filter(|life| life.desk.is_closing())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u16, Life>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Beside the runtime, because finding the holder reads through all processes.
async fn bind(port: u16) -> Result<Bound, Problem> {
    if port == 0 {
        return Err(Code::RedirectPortMissing.into());
    }
    tokio::task::spawn_blocking(move || bind::all(&bind::FAMILIES, port))
        .await
        .map_err(failed)?
}

fn adopted(sockets: Vec<TcpListener>) -> Result<Vec<tokio::net::TcpListener>, Problem> {
    sockets
        .into_iter()
        .map(|socket| tokio::net::TcpListener::from_std(socket).map_err(failed))
        .collect()
}

fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::RedirectListenerFailed).because(error)
}

/// An open listener; dropping it begins the end.
struct Open {
    families: Vec<&'static str>,
    desk: Arc<Desk>,
    _open: watch::Sender<()>,
}

impl Listening for Open {
    fn families(&self) -> Vec<&'static str> {
        self.families.clone()
    }
}

impl Drop for Open {
    /// At once, so that whoever opens the port next finds it winding down.
    fn drop(&mut self) {
        self.desk.close();
    }
}
