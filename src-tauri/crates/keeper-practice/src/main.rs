//! Practice HubSpot on its own: prints one JSON line about itself and serves until it is ended.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use keeper_practice::{Options, Practice, StartError};

/// Practice HubSpot: a stand-in for HubSpot's OAuth and app-install surface on this computer.
///
/// The first line on standard output is a JSON object: api, pages, control, apps, accounts.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Loopback address of the API; with a fixed port the pages take the next one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// How many apps a new world has.
    #[arg(long, default_value_t = Options::default().apps)]
    apps: usize,
    /// How many accounts a new world has.
    #[arg(long, default_value_t = Options::default().accounts)]
    accounts: usize,
    /// Which world a new one is: the same for the same number, client secrets included; without
    /// one the secrets are random.
    #[arg(long)]
    seed: Option<u64>,
    /// How many connections each listener takes at a time.
    #[arg(long, default_value_t = Options::default().connections)]
    connections: usize,
    /// A redirect URL to be added to every app; may be given several times.
    #[arg(long = "redirect-url", value_name = "URL")]
    redirect_urls: Vec<String>,
    /// Keeps the world in this file; one that is there is loaded.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Ends when standard input closes, so that a test that dies leaves nothing behind.
    #[arg(long)]
    until_stdin_closes: bool,
}

/// What ends the program early.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("can't run: {0}")]
    System(#[from] io::Error),
    #[error("can't write the start line: {0}")]
    Line(#[from] serde_json::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody is left to tell when standard error is closed as well.
            let _ = writeln!(io::stderr(), "keeper-practice: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let until_stdin_closes = arguments.until_stdin_closes;
    // Before the start line: whoever has read it may end us at once.
    let mut ended = std::pin::pin!(Signals::listen()?.received());
    let practice = tokio::select! {
        started = Practice::start(options(arguments)) => started?,
        () = &mut ended => return Ok(()),
    };
    let line = serde_json::to_string(&practice.start_line())?;
    let mut out = io::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    tokio::select! {
        () = ended => {}
        () = stdin_closed(), if until_stdin_closes => {}
    }
    practice.shutdown().await;
    Ok(())
}

fn options(arguments: Arguments) -> Options {
    Options {
        listen: arguments.listen,
        apps: arguments.apps,
        accounts: arguments.accounts,
        seed: arguments.seed,
        redirect_urls: arguments.redirect_urls,
        world: arguments.world,
        control: true,
        connections: arguments.connections,
        ..Options::default()
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn received(mut self) {
        tokio::select! { _ = self.interrupt.recv() => {}, _ = self.terminate.recv() => {} }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn received(self) {
        // Where the signal can't be waited for, the process is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Returns when standard input is at its end, or can't be read. A thread of its own reads: the
/// runtime's would have to be waited for at the end of the program.
async fn stdin_closed() {
    let (closed, seen) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut buffer = [0; 256];
        while matches!(io::stdin().read(&mut buffer), Ok(read) if read > 0) {}
        drop(closed);
    });
    // The sender is dropped without a word: that is the word.
    let _ = seen.await;
}
